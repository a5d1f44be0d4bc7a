// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/manners.h"

#include <QHostAddress>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <limits>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

double mostPerSecondToOneHost(const Settings& settings)
{
    double most = std::numeric_limits<double>::infinity();
    if (settings.downloadDelayMs > 0)
        most = 1000.0 / settings.downloadDelayMs;
    if (settings.maxRequestsPerMinute > 0)
        most = std::min(most, settings.maxRequestsPerMinute / 60.0);
    return most;
}

bool isLocalhost(std::string_view host)
{
    if (host.ends_with('.')) // which only says that the name is whole
        host.remove_suffix(1);
    return host == "localhost" || host.ends_with(".localhost");
}

bool isOwnHost(std::string_view host)
{
    if (isLocalhost(host))
        return true;
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    QHostAddress address;
    if (!address.setAddress(QString::fromLatin1(host)))
        return false;
    return address.isLoopback() || address.isLinkLocal() || address.isUniqueLocalUnicast() ||
           std::ranges::any_of(std::array{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}, [&](const char* net) {
               return address.isInSubnet(QHostAddress::parseSubnet(QString::fromLatin1(net)));
           });
}

bool isWelcomeAt(std::string_view host, const Settings& settings)
{
    static const QRegularExpression kBetween(u"[\\s,]+"_s);
    const QString name = QString::fromLatin1(host);
    return std::ranges::any_of(settings.welcomeAt.split(kBetween, Qt::SkipEmptyParts), [&name](const QString& each) {
        return each == u"*"_s || each.compare(name, Qt::CaseInsensitive) == 0;
    });
}

bool isGuarded(std::string_view host, const Settings& settings)
{
    return !(settings.trustsOwnHosts && isOwnHost(host)) && !isWelcomeAt(host, settings);
}

const Url* firstToConfirm(const std::vector<Url>& urls, const Settings& settings)
{
    if (mostPerSecondToOneHost(settings) <= kPoliteRequestsPerS)
        return nullptr;
    const auto first =
        std::ranges::find_if(urls, [&settings](const Url& url) { return isGuarded(url.host(), settings); });
    return first == urls.end() ? nullptr : &*first;
}

/// A comma may be part of a URL; between two of them it is where a blank or another URL follows.
Result<std::vector<Url>> urlsFrom(const QString& typed)
{
    static const QRegularExpression kBetween(u",*\\s[\\s,]*|,+(?=(?i:https?://))"_s);
    std::vector<Url> urls;
    for (const QString& each : typed.split(kBetween, Qt::SkipEmptyParts)) {
        Result<Url> url = Url::fromUser(each);
        if (!url)
            return Error{url.error()};
        urls.push_back(std::move(url).value());
    }
    return urls;
}

} // namespace lanescope::crawl
