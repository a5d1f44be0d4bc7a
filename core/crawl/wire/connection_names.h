// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/url.h"

#include <QHash>

#include <vector>

namespace lanescope::crawl {

/// Gives each request to an endpoint a number that no other request to it has now, the lowest free one, so that
/// connections are used again; and the name that makes a connection of its own of it.
///
/// QNetworkAccessManager keeps connections apart by QNetworkRequest::peerVerifyName. For http any name will
/// do. For https the certificate is checked against the name, so it is the host's own with other letters
/// in capitals; and always given, since the URL that Qt gets has the address in place of the host.
/// Threads: none of its own; one owner.
class ConnectionNames {
public:
    /// Where a connection leads: http by address and port, so that hosts which share these share connections;
    /// https by host, which the certificate is for.
    static QByteArray endpointOf(const Url& url, const QString& address);
    /// The number; to be given back by release().
    int acquire(const QByteArray& endpoint);
    void release(const QByteArray& endpoint, int number);

    /// The name for that number; empty for http and number 0, which needs none, and where there is none: https
    /// to an IP address, or a host with too few letters.
    static QString nameFor(const Url& url, int number);
    /// True if nameFor() cannot tell these requests apart, so that each number needs a manager of its own.
    static bool needsOwnManager(const Url& url, int number);

private:
    struct Numbers {
        std::vector<int> free; // a heap, the lowest on top
        int next = 0;
    };
    QHash<QByteArray, Numbers> m_endpoints;
};

} // namespace lanescope::crawl
