// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/http_answer.h"

namespace lanescope::site {

namespace {

const char* reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Unknown";
    }
}

} // namespace

QByteArray headOf(const HttpAnswer& answer, AfterAnswer after)
{
    if (answer.head == HttpAnswer::Head::Missing) {
        return {};
    }
    QByteArray head;
    head.reserve(192 + answer.extraHeaders.size() + answer.body.size());
    head += "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reasonPhrase(answer.status);
    head += "\r\nServer: lanescope-site\r\n";
    if (!answer.contentType.isEmpty()) {
        head += "Content-Type: " + answer.contentType + "\r\n";
    }
    if (!answer.stream) {
        head += "Content-Length: " + QByteArray::number(answer.announced.value_or(answer.body.size())) + "\r\n";
    }
    head += answer.extraHeaders;
    // Said outright because an HTTP/1.0 client stays only when told so.
    head += after == AfterAnswer::KeepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

HttpAnswer failureAnswer(int status, const QByteArray& text)
{
    HttpAnswer answer;
    answer.status = status;
    const QByteArray title = QByteArray::number(status) + ' ' + reasonPhrase(status);
    answer.body = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>" + title + "</title></head>\n<body>\n<h1>" +
                  title + "</h1>\n<p>" + text + "</p>\n</body>\n</html>\n";
    return answer;
}

} // namespace lanescope::site
