// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/url.h"

#include <QByteArray>
#include <QSet>

#include <vector>

QT_BEGIN_NAMESPACE
class QNetworkAccessManager;
class QObject;
QT_END_NAMESPACE

namespace lanescope::crawl {

/// The QNetworkAccessManagers that requests go through; they go to servers directly, and read from them in more than
/// single bytes. One serves nearly all. Where ConnectionNames cannot tell requests to an endpoint apart, each of its
/// numbers has one. And where no connection may be used twice, each request has one, and that goes with it.
/// Threads: one owner's. Lifetime: children of `parent`, so that they move to another thread with it.
class AccessManagers {
public:
    explicit AccessManagers(QObject* parent);

    QNetworkAccessManager& forRequest(const Url& url, const QByteArray& endpoint, int connectionName);
    /// That request has ended.
    void giveBack(QNetworkAccessManager* manager);

    /// No connection to that endpoint is used twice from now on.
    void useOnce(const QByteArray& endpoint) { m_once.insert(endpoint); }

private:
    QObject* const m_parent;
    std::vector<QNetworkAccessManager*> m_shared; // the first serves all but https to IPs
    QSet<QByteArray> m_once;
};

} // namespace lanescope::crawl
