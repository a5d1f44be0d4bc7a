// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace lanescope::site {

/// An answer before it is put on the wire.
struct HttpAnswer {
    int status = 200;
    QByteArray contentType = QByteArrayLiteral("text/html; charset=utf-8");
    QByteArray extraHeaders; // whole lines, each ending in CRLF
    QByteArray body;
};

enum class AfterAnswer { KeepAlive, Close };

/// The status line and headers of an answer, up to and including the empty line.
[[nodiscard]] QByteArray headOf(const HttpAnswer& answer, AfterAnswer after);

/// A small HTML page that says what went wrong. `text` is trusted: it is not escaped.
[[nodiscard]] HttpAnswer failureAnswer(int status, const QByteArray& text);

} // namespace lanescope::site
