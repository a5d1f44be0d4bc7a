// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace lanescope::crawl {

/// "example.co.uk" of "www.shop.example.co.uk": the part of a host name that somebody can register, by the
/// public suffix list. A host that has none (an address, "localhost", a public suffix) is its own.
/// `host`: lower case, ASCII. Threads: any.
QByteArray registrableDomain(const QByteArray& host);

} // namespace lanescope::crawl
