// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace lanescope::crawl {

/// Takes the body of an answer while it arrives, in pieces and in order.
/// Threads: the downloader's.
class PieceTaker {
public:
    virtual ~PieceTaker() = default;

    virtual void take(QByteArray&& piece) = 0;
    /// It has as much as it wants to hold: nothing more is read from the wire until somebody calls
    /// Downloader::readOn(). Asking is a promise that this will happen.
    virtual bool isBehind() = 0;
};

} // namespace lanescope::crawl
