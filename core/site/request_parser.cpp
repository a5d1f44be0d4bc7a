// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/request_parser.h"

#include <QByteArrayView>

namespace lanescope::site {

namespace {

constexpr std::uint32_t kMaxHeadBytes = 16 * 1024;
constexpr std::size_t kMaxBodyBytes = std::size_t{64} * 1024;

HttpRequest::Method methodOf(const http_parser& parser)
{
    switch (parser.method) {
    case HTTP_GET:
        return HttpRequest::Method::Get;
    case HTTP_HEAD:
        return HttpRequest::Method::Head;
    case HTTP_POST:
        return HttpRequest::Method::Post;
    default:
        return HttpRequest::Method::Other;
    }
}

/// "gzip" in the list, and not with a weight of nothing.
bool acceptsGzip(const QByteArray& acceptEncoding)
{
    for (const QByteArray& item : acceptEncoding.toLower().split(',')) {
        const QList<QByteArray> parts = item.split(';');
        if (parts[0].trimmed() == "gzip") {
            return parts.value(1).trimmed() != "q=0";
        }
    }
    return false;
}

} // namespace

RequestParser::RequestParser()
{
    http_parser_init(&m_parser, HTTP_REQUEST);
    // One value for the process in http_parser; always the same one here.
    http_parser_set_max_header_size(kMaxHeadBytes);
    m_parser.data = this;
}

const http_parser_settings& RequestParser::callbacks()
{
    static const http_parser_settings settings = [] {
        http_parser_settings made;
        http_parser_settings_init(&made);
        made.on_message_begin = [](http_parser* p) { return self(p).begin(), 0; };
        made.on_url = [](http_parser* p, const char* at, size_t size) {
            self(p).m_url.append(at, static_cast<qsizetype>(size));
            return 0;
        };
        made.on_header_field = [](http_parser* p, const char* at, size_t size) {
            return self(p).addField(at, size), 0;
        };
        made.on_header_value = [](http_parser* p, const char* at, size_t size) {
            return self(p).addValue(at, size), 0;
        };
        made.on_headers_complete = [](http_parser* p) {
            p->upgrade = 0; // an offered upgrade is declined by answering in HTTP/1.1
            return 0;
        };
        made.on_body = [](http_parser* p, const char*, size_t size) { return self(p).addBody(size) ? 0 : 1; };
        made.on_message_complete = [](http_parser* p) { return self(p).complete() ? 0 : 1; };
        return made;
    }();
    return settings;
}

void RequestParser::feed(const char* data, std::size_t size, std::vector<HttpRequest>& out)
{
    if (m_finished) {
        return;
    }
    m_out = &out;
    http_parser_execute(&m_parser, &callbacks(), data, size);
    const auto error = static_cast<http_errno>(m_parser.http_errno);
    if (error != HPE_OK && !m_finished) {
        fail(error == HPE_HEADER_OVERFLOW ? 431 : 400, http_errno_description(error));
    }
}

void RequestParser::begin()
{
    m_request = {};
    m_url.resize(0); // keeps the memory, unlike clear()
    m_field.resize(0);
    m_acceptEncoding.resize(0);
    m_bodyBytes = 0;
    m_inValue = false;
}

void RequestParser::addField(const char* at, std::size_t size)
{
    if (m_inValue) {
        m_field.resize(0);
        m_inValue = false;
    }
    m_field.append(at, static_cast<qsizetype>(size));
}

void RequestParser::addValue(const char* at, std::size_t size)
{
    if (!m_inValue) {
        m_inValue = true;
        m_header = m_field.compare("host", Qt::CaseInsensitive) == 0              ? Header::Host
                   : m_field.compare("accept-encoding", Qt::CaseInsensitive) == 0 ? Header::AcceptEncoding
                                                                                  : Header::Other;
    }
    if (m_header == Header::Host) {
        m_request.host.append(at, static_cast<qsizetype>(size));
    } else if (m_header == Header::AcceptEncoding) {
        m_acceptEncoding.append(at, static_cast<qsizetype>(size));
    }
}

bool RequestParser::addBody(std::size_t size)
{
    m_bodyBytes += size;
    if (m_bodyBytes <= kMaxBodyBytes) {
        return true;
    }
    fail(413, "the body of the request is too large");
    return false;
}

bool RequestParser::complete()
{
    m_request.method = methodOf(m_parser);
    m_request.keepAlive = http_should_keep_alive(&m_parser) != 0 && m_parser.method != HTTP_CONNECT;
    m_request.host = m_request.host.toLower();
    m_request.acceptsGzip = acceptsGzip(m_acceptEncoding);
    if (!splitUrl()) {
        fail(400, "the request target is not a URL");
        return false;
    }
    m_finished = !m_request.keepAlive;
    m_out->push_back(std::move(m_request));
    return !m_finished;
}

bool RequestParser::splitUrl()
{
    http_parser_url parts;
    http_parser_url_init(&parts);
    const bool isConnect = m_parser.method == HTTP_CONNECT;
    if (http_parser_parse_url(m_url.constData(), static_cast<std::size_t>(m_url.size()), isConnect, &parts) != 0) {
        return false;
    }
    const auto part = [&](http_parser_url_fields field) {
        const bool present = (parts.field_set & (1U << field)) != 0;
        return present ? m_url.mid(parts.field_data[field].off, parts.field_data[field].len) : QByteArray();
    };
    m_request.path = part(UF_PATH);
    m_request.query = part(UF_QUERY);
    if (m_request.path.isEmpty()) {
        m_request.path = QByteArrayLiteral("/");
    }
    return true;
}

void RequestParser::fail(int status, QByteArray text)
{
    m_finished = true;
    HttpRequest failure;
    failure.keepAlive = false;
    failure.failureStatus = status;
    failure.failureText = std::move(text);
    m_out->push_back(std::move(failure));
}

} // namespace lanescope::site
