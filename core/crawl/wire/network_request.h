// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/url.h"

#include <QByteArray>
#include <QHostAddress>
#include <QNetworkRequest>

namespace lanescope::crawl {

/// What Qt is asked for: one request to one address, with nothing done to it that we do not see. Redirects are not
/// followed, cookies and credentials not kept, bodies not decoded. `connectionName`: see ConnectionNames.
QNetworkRequest networkRequest(const Url& url, const QHostAddress& address, const QString& connectionName,
                               const QByteArray& userAgent);

/// How many bytes such a request is, without the headers that Qt adds.
quint64 bytesOfRequest(const Url& url, const QByteArray& userAgent);

quint16 portOf(const Url& url);

} // namespace lanescope::crawl
