// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url/url.h"

#include "core/crawl/url/settled_url.h"

#include <QHashFunctions>

#include <algorithm>
#include <vector>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kFingerprintSeed = 0x6c616e6573636f70;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\n\r\f";
    const std::size_t first = text.find_first_not_of(kBlank);
    return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// As browsers read an href: line breaks and tabs vanish, a backslash in the path is a slash.
QString asBrowsersRead(std::string_view reference)
{
    QString text = QString::fromUtf8(reference);
    text.removeIf([](QChar c) { return c == u'\t' || c == u'\n' || c == u'\r'; });
    const qsizetype query = text.indexOf(u'?');
    const qsizetype pathEnd = query < 0 ? text.size() : query;
    for (qsizetype at = text.indexOf(u'\\'); at >= 0 && at < pathEnd; at = text.indexOf(u'\\', at + 1))
        text[at] = u'/';
    return text;
}

/// Where a reference without scheme leads: the base and the reference, put together but not yet normalised.
/// QUrl::resolved() is not used: Qt 6.4 makes "/a//c" of "/a/./b/../c".
QString joined(const Url& base, const QString& reference)
{
    const QString whole = QString::fromLatin1(base.text());
    const QString origin = whole.first(static_cast<qsizetype>(base.origin().size()));
    if (reference.startsWith("//"_L1))
        return whole.first(whole.indexOf(u':') + 1) + reference;
    if (reference.startsWith(u'/'))
        return origin + reference;
    const QString path = whole.first(whole.indexOf(u'?') < 0 ? whole.size() : whole.indexOf(u'?'));
    if (reference.startsWith(u'?'))
        return path + reference;
    return path.first(path.lastIndexOf(u'/') + 1) + reference;
}

bool hasScheme(const QString& reference)
{
    const auto end = std::ranges::find_if(reference, [](QChar c) { return c == u':' || c == u'/' || c == u'?'; });
    return end != reference.end() && *end == u':';
}

/// RFC 3986, 5.2.4, on an encoded path: each ".." takes the segment before it away.
QByteArray withoutDots(const QByteArray& path)
{
    if (!path.contains("/."))
        return path;
    QByteArray result;
    for (qsizetype at = 0; at < path.size();) {
        const qsizetype slash = path.indexOf('/', at + 1);
        const qsizetype end = slash < 0 ? path.size() : slash;
        const QByteArrayView segment = QByteArrayView(path).sliced(at, end - at); // with the slash before it
        const bool up = segment == "/..";
        if (up)
            result.truncate(std::max<qsizetype>(result.lastIndexOf('/'), 0));
        if (!up && segment != "/.")
            result.append(segment);
        else if (slash < 0)
            result.append('/'); // what is left names a folder
        at = end;
    }
    return result;
}

Error refusal(const char* why)
{
    return Error{why};
}

quint64 hashOf(std::string_view bytes)
{
    quint64 hash = qHashBits(bytes.data(), bytes.size(), kFingerprintSeed);
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29;
    return hash != 0 ? hash : 1;
}

std::string withSortedQuery(std::string_view text, std::size_t query)
{
    std::vector<std::string_view> pairs;
    for (std::size_t at = query + 1; at <= text.size();) {
        const std::size_t end = std::min(text.find('&', at), text.size());
        if (end > at)
            pairs.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    std::ranges::sort(pairs);
    std::string sorted(text.substr(0, query));
    char separator = '?';
    for (const std::string_view pair : pairs) {
        sorted += separator;
        sorted += pair;
        separator = '&';
    }
    return sorted;
}

} // namespace

Result<Url> Url::normalised(QUrl url)
{
    if (!url.isValid())
        return refusal("it is not a valid URL");
    const bool https = url.scheme() == "https"_L1;
    if (!https && url.scheme() != "http"_L1)
        return refusal("only http:// and https:// can be crawled");
    if (url.host().isEmpty())
        return refusal("it names no host");
    if (!url.userInfo().isEmpty())
        return refusal("a user name or password in a URL is not supported");
    if (url.port() == (https ? 443 : 80))
        url.setPort(-1);
    const QByteArray origin = url.toEncoded(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
    const QByteArray path = withoutDots(url.path(QUrl::FullyEncoded).toLatin1());
    const QByteArray query = url.query(QUrl::FullyEncoded).toLatin1();
    Url result;
    result.m_text = origin + (path.isEmpty() ? "/"_ba : path) + (query.isEmpty() ? ""_ba : '?' + query);
    result.m_originLength = origin.size();
    if (result.m_text.size() > kMaxLength)
        return refusal("it is longer than 8000 bytes");
    return result;
}

Result<Url> Url::fromUser(const QString& typed)
{
    const QString text = typed.trimmed();
    const auto refuse = [&](const std::string& why, const char* next) {
        const QString shown = text.size() > 80 ? text.left(80) + u'…' : text;
        return Error{(u"\""_s + shown + u"\" cannot be crawled: "_s + QString::fromStdString(why) + u"; "_s +
                      QString::fromUtf8(next) + u'.')
                         .toStdString()};
    };
    if (text.isEmpty())
        return Error{"There is no URL; give one such as https://example.org/."};
    if (!text.contains("://"_L1))
        return refuse("it does not begin with http:// or https://", "write the whole URL");
    Result<Url> url = normalised(QUrl(text, QUrl::StrictMode));
    if (!url)
        return refuse(url.error(), "write it such as https://example.org/");
    return url;
}

std::optional<Url> Url::resolvedByQUrl(const Url& base, std::string_view reference)
{
    QString text = asBrowsersRead(trimmed(reference));
    text.truncate(text.indexOf(u'#') < 0 ? text.size() : text.indexOf(u'#'));
    if (text.isEmpty())
        return base;
    Result<Url> url = normalised(QUrl(hasScheme(text) ? text : joined(base, text), QUrl::TolerantMode));
    if (!url)
        return std::nullopt;
    return std::move(url).value();
}

std::optional<Url> Url::resolvedQuickly(const Url& base, std::string_view reference)
{
    const std::string_view text = trimmed(reference).substr(0, trimmed(reference).find('#'));
    if (text.empty() || text.size() > kMaxLength / 2)
        return std::nullopt;
    Url result;
    if (text[0] == '/') {
        if (text.starts_with("//") || !isSettledTarget(text))
            return std::nullopt;
        return fromParts(base.m_text.first(base.m_originLength), text);
    }
    const std::size_t origin = settledOriginLength(text);
    if (origin == 0 || !isSettledTarget(text.substr(origin)))
        return std::nullopt;
    result.m_text = copied(text);
    result.m_originLength = static_cast<qsizetype>(origin);
    return result;
}

std::optional<Url> Url::resolved(const Url& base, std::string_view reference)
{
    if (auto url = resolvedQuickly(base, reference))
        return url;
    return resolvedByQUrl(base, reference);
}

Url Url::fromParts(const QByteArray& origin, std::string_view target)
{
    Url result;
    result.m_text.reserve(origin.size() + static_cast<qsizetype>(target.size()));
    result.m_text.append(origin);
    result.m_text.append(target.data(), static_cast<qsizetype>(target.size()));
    result.m_originLength = origin.size();
    return result;
}

std::string_view Url::host() const
{
    const std::string_view all = origin();
    const std::size_t start = std::min<std::size_t>(isHttps() ? 8 : 7, all.size());
    const std::string_view authority = all.substr(start);
    if (authority.starts_with('['))
        return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.find(':'));
}

quint64 Url::fingerprint() const
{
    const std::string_view text = view();
    const std::size_t query = text.find('?');
    if (query == text.npos || text.find('&', query) == text.npos)
        return hashOf(text);
    return hashOf(withSortedQuery(text, query));
}

} // namespace lanescope::crawl
