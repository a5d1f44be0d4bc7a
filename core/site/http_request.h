// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace lanescope::site {

/// One complete request, or the reason why what arrived was none.
struct HttpRequest {
    enum class Method { Get, Head, Post, Other };

    Method method = Method::Get;
    QByteArray path;
    QByteArray query; // without the question mark
    QByteArray host;  // the Host header, lower case
    bool acceptsGzip = false;
    bool keepAlive = true;
    int failureStatus = 0; // not 0: malformed, to be answered with this status and closed
    QByteArray failureText;
};

} // namespace lanescope::site
