// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/body_stream.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace lanescope::site {

/// An answer before it is put on the wire.
struct HttpAnswer {
    enum class Head {
        Proper,  // status line and headers
        Missing, // the stream is all there is, whatever a client takes it for
    };

    int status = 200;
    QByteArray contentType = QByteArrayLiteral("text/html; charset=utf-8"); // empty: none is said
    QByteArray extraHeaders;                                                // whole lines, each ending in CRLF
    QByteArray body;
    std::shared_ptr<BodyStream> stream; // instead of a body: sent as it is made, until the connection closes
    std::optional<qint64> announced;    // the Content-Length, where it is not that of the body; closes after it
    Head head = Head::Proper;

    /// The end of the connection is part of the answer.
    [[nodiscard]] bool closes() const { return stream != nullptr || announced.has_value(); }
};

enum class AfterAnswer { KeepAlive, Close };

/// The status line and headers of an answer, up to and including the empty line.
[[nodiscard]] QByteArray headOf(const HttpAnswer& answer, AfterAnswer after);

/// A small HTML page that says what went wrong. `text` is trusted: it is not escaped.
[[nodiscard]] HttpAnswer failureAnswer(int status, const QByteArray& text);

} // namespace lanescope::site
