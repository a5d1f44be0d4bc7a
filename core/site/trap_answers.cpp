// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/trap_answers.h"

#include "core/site/gzip.h"

#include <QString>

#include <algorithm>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLinkPieceBytes = 50'000;
constexpr std::uint64_t kBombMebibytes = 4096;
constexpr std::uint64_t kNestedElements = 1'000'000;
constexpr std::uint64_t kNestedPerPiece = 1000;
constexpr int kFirstYear = 2026;
constexpr QByteArrayView kPageEnd = "</body>\n</html>\n";

QByteArray pageStart(const QByteArray& title, const QByteArray& inHead = {})
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>" + inHead + "<title>" + title +
           "</title></head>\n<body>\n<h1>" + title + "</h1>\n";
}

QByteArray link(TrapKind kind, int id, int step, const QByteArray& text)
{
    return "<p><a href=\"" + TrapAddress{kind, id, step}.path() + "\">" + text + "</a></p>\n";
}

QByteArray leafLink(int id)
{
    return link(TrapKind::Leaf, id, 0, "leaf " + QByteArray::number(id));
}

HttpAnswer plainPage(const QByteArray& title, const QByteArray& content)
{
    HttpAnswer answer;
    answer.body = pageStart(title) + content + kPageEnd.toByteArray();
    return answer;
}

HttpAnswer streamed(QByteArray start, BodyStream::Piece piece, std::uint64_t count, QByteArray end)
{
    HttpAnswer answer;
    answer.stream = std::make_shared<BodyStream>(std::move(start), std::move(piece), count, std::move(end));
    return answer;
}

/// A circle of three for even ids, which a duplicate filter breaks; for odd ones an endless row of new URLs,
/// which only a limit of redirects does.
HttpAnswer redirectLoop(TrapAddress from)
{
    const int next = from.id % 2 == 0 ? (from.step + 1) % 3 : from.step + 1;
    HttpAnswer answer = failureAnswer(302, "This way goes on.");
    answer.extraHeaders = "Location: " + TrapAddress{from.kind, from.id, next}.path() + "\r\n";
    return answer;
}

HttpAnswer calendar(TrapAddress month)
{
    const QByteArray title = QByteArray::number(kFirstYear + month.step / 12) + '-' +
                             QByteArray::number(month.step % 12 + 1).rightJustified(2, '0');
    QByteArray links = link(month.kind, month.id, month.step + 1, "next month") +
                       link(month.kind, month.id, month.step + 12, "next year");
    if (month.step > 0) {
        links += link(month.kind, month.id, month.step - 1, "previous month");
    }
    return plainPage("Calendar " + title, links);
}

HttpAnswer manyLinks()
{
    return streamed(
        pageStart("100,000 links"), [](std::uint64_t number) { return leafLink(static_cast<int>(number)); }, kManyLinks,
        kPageEnd.toByteArray());
}

HttpAnswer hugeLink()
{
    return streamed(
        pageStart("A huge link") + "<p><a href=\"/trap/leaf/",
        [](std::uint64_t) { return QByteArray(kLinkPieceBytes, 'a'); }, kHugeLinkBytes / kLinkPieceBytes,
        "\">huge</a></p>\n" + leafLink(1) + kPageEnd.toByteArray());
}

HttpAnswer nesting()
{
    return streamed(
        pageStart("Nesting"), [](std::uint64_t) { return QByteArray("<div>").repeated(kNestedPerPiece); },
        kNestedElements / kNestedPerPiece, leafLink(2) + kPageEnd.toByteArray());
}

HttpAnswer endlessHeaders()
{
    HttpAnswer answer = streamed("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
                                 [](std::uint64_t number) {
                                     return "X-Endless-" + QByteArray::number(static_cast<qulonglong>(number)) + ": " +
                                            QByteArray(100, 'x') + "\r\n";
                                 },
                                 BodyStream::kEndless, {});
    answer.head = HttpAnswer::Head::Missing;
    return answer;
}

HttpAnswer endlessBody()
{
    return streamed(
        pageStart("Endless"),
        [](std::uint64_t number) { return leafLink(static_cast<int>(number % 100)) + "<p>And so on.</p>\n"; },
        BodyStream::kEndless, {});
}

HttpAnswer bomb()
{
    HttpAnswer answer;
    answer.stream = gzippedZeroes(kBombMebibytes);
    answer.extraHeaders = "Content-Encoding: gzip\r\n";
    return answer;
}

HttpAnswer wrongLength(TrapAddress address)
{
    HttpAnswer answer = plainPage("A wrong length", leafLink(3) + QByteArray(2000, ' '));
    const bool tooLong = address.id % 2 == 0;
    answer.announced = answer.body.size() + (tooLong ? 1000 : -1000);
    return answer;
}

HttpAnswer notHttp()
{
    HttpAnswer answer = streamed("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", {}, 0, {});
    answer.head = HttpAnswer::Head::Missing;
    return answer;
}

/// Cyrillic letters as windows-1251 has them; the rest must be ASCII.
QByteArray inWindows1251(const QString& text)
{
    QByteArray bytes;
    for (const QChar c : text) {
        const char16_t code = c.unicode();
        bytes += code >= 0x410 && code < 0x450 ? static_cast<char>(code - 0x410 + 0xc0) : static_cast<char>(code);
    }
    return bytes;
}

QByteArray inUtf16(const QString& text)
{
    QByteArray bytes("\xff\xfe");
    for (const QChar c : text) {
        bytes += static_cast<char>(c.unicode() & 0xff);
        bytes += static_cast<char>(c.unicode() >> 8);
    }
    return bytes;
}

QString namePage(const QString& name, const QString& inHead = {})
{
    const QString cyrillic = u"Это страница на русском языке, и никто не сказал, в какой кодировке она написана. "
                             "Робот должен понять это сам, иначе он не найдет следующую страницу. "_s;
    return QString::fromLatin1(pageStart("A wrong charset", inHead.toLatin1())) +
           (name == u"привет"_s ? u"<p>"_s + cyrillic + u"</p>\n"_s : QString()) + u"<p><a href=\"/trap/name/"_s +
           name + u"\">name</a></p>\n"_s + QString::fromLatin1(kPageEnd);
}

/// Read as the HTML standard says (byte order mark, HTTP, meta, then a guess), the name's page is found from all
/// of them but the first.
HttpAnswer wrongCharset(TrapAddress address)
{
    HttpAnswer answer;
    switch (address.id % 5) {
    case 0: // HTTP lies, and counts
        answer.contentType = "text/html; charset=windows-1251";
        answer.body = namePage(u"café"_s, u"<meta charset=\"utf-8\">"_s).toUtf8();
        break;
    case 1: // HTTP talks nonsense, the page knows
        answer.contentType = "text/html; charset=x-klingon";
        answer.body = namePage(u"café"_s, u"<meta charset=\"iso-8859-1\">"_s).toLatin1();
        break;
    case 2: // nobody says
        answer.contentType = "text/html";
        answer.body = inWindows1251(namePage(u"привет"_s));
        break;
    case 3: // the byte order mark overrules HTTP
        answer.contentType = "text/html; charset=windows-1251";
        answer.body = "\xEF\xBB\xBF" + namePage(u"日本"_s).toUtf8();
        break;
    default: // two bytes a character
        answer.contentType.clear();
        answer.body = inUtf16(namePage(u"日本"_s));
        break;
    }
    return answer;
}

} // namespace

HttpAnswer trapAnswer(TrapAddress address)
{
    switch (address.kind) {
    case TrapKind::RedirectLoop:
        return redirectLoop(address);
    case TrapKind::Calendar:
        return calendar(address);
    case TrapKind::ManyLinks:
        return manyLinks();
    case TrapKind::HugeLink:
        return hugeLink();
    case TrapKind::Nesting:
        return nesting();
    case TrapKind::EndlessHeaders:
        return endlessHeaders();
    case TrapKind::EndlessBody:
        return endlessBody();
    case TrapKind::Bomb:
        return bomb();
    case TrapKind::WrongLength:
        return wrongLength(address);
    case TrapKind::WrongCharset:
        return wrongCharset(address);
    case TrapKind::NotHttp:
        return notHttp();
    case TrapKind::Leaf:
        return plainPage("Leaf " + QByteArray::number(address.id), "<p><a href=\"/\">Home</a></p>\n");
    case TrapKind::Name:
        break;
    }
    return plainPage("A name", "<p>Whoever is here has read the charset right.</p>\n");
}

} // namespace lanescope::site
