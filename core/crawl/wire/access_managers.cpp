// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/access_managers.h"

#include "core/crawl/wire/connection_names.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>

#include <algorithm>

namespace lanescope::crawl {

namespace {

/// Where Qt is told "NoProxy" it opens http sockets unbuffered and then reads the answer's header with one
/// system call a byte: a third of all CPU time of a crawl. "DefaultProxy" as a factory's answer means no
/// proxy as well (the socket asks the application, which has none) and gives a buffered socket.
class DirectBuffered : public QNetworkProxyFactory {
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery&) override
    {
        return {QNetworkProxy(QNetworkProxy::DefaultProxy)};
    }
};

QNetworkAccessManager* makeManager(QObject* parent)
{
    auto* manager = new QNetworkAccessManager(parent);
    manager->setProxyFactory(new DirectBuffered);
    return manager;
}

} // namespace

AccessManagers::AccessManagers(QObject* parent)
    : m_parent(parent)
    , m_shared{makeManager(parent)}
{
}

QNetworkAccessManager& AccessManagers::forRequest(const Url& url, const QByteArray& endpoint, int connectionName)
{
    if (m_once.contains(endpoint))
        return *makeManager(m_parent);
    const std::size_t index =
        ConnectionNames::needsOwnManager(url, connectionName) ? static_cast<std::size_t>(connectionName) : 0;
    while (m_shared.size() <= index)
        m_shared.push_back(makeManager(m_parent));
    return *m_shared[index];
}

void AccessManagers::giveBack(QNetworkAccessManager* manager)
{
    if (std::ranges::find(m_shared, manager) == m_shared.end())
        manager->deleteLater();
}

} // namespace lanescope::crawl
