// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/http_request.h"

#include <http_parser.h>

#include <vector>

namespace lanescope::site {

/// Turns the bytes of one connection into requests, in order; pipelined and split ones alike.
///
/// Errors: a message that is malformed, has a head over 16 KiB or a body over 64 KiB becomes a request with
/// a failureStatus; whatever follows it, or follows a request that asked to close, is ignored.
/// Threads: belongs to the site's thread.
class RequestParser {
public:
    RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Parses what arrived and appends the requests it completed.
    void feed(const char* data, std::size_t size, std::vector<HttpRequest>& out);

private:
    enum class Header { Host, AcceptEncoding, Other };

    static RequestParser& self(http_parser* parser) { return *static_cast<RequestParser*>(parser->data); }
    static const http_parser_settings& callbacks();

    void begin();
    void addField(const char* at, std::size_t size);
    void addValue(const char* at, std::size_t size);
    bool addBody(std::size_t size);
    bool complete();
    bool splitUrl();
    void fail(int status, QByteArray text);

    http_parser m_parser{};
    std::vector<HttpRequest>* m_out = nullptr;
    HttpRequest m_request;
    QByteArray m_url;
    QByteArray m_field;
    std::size_t m_bodyBytes = 0;
    bool m_inValue = false;
    Header m_header = Header::Other; // whose value comes
    QByteArray m_acceptEncoding;
    bool m_finished = false;
};

} // namespace lanescope::site
