// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/connection_id.h"
#include "core/site/request_log.h"
#include "core/site/site_control.h"
#include "core/site/site_counters.h"
#include "core/site/site_settings.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace lanescope::site {

class DelayQueue;
class HttpConnection;
class Responder;

/// The built-in web site: virtual host k listens on 127.0.0.(k+2), all hosts on one port.
///
/// Which host is asked follows from the address that was connected to; the Host header only counts.
/// Threads: lives on one thread with an event loop. Lifetime: the settings must outlive it.
class HttpServer : public QObject {
public:
    HttpServer(SiteSettings& settings, std::uint64_t seed);
    ~HttpServer() override;

    /// Starts to listen, once; port 0 means any that is free. Returns why it could not, or nothing when it
    /// does.
    [[nodiscard]] std::optional<QString> listen(quint16 port);

    /// "http://127.0.0.2:40123/", one for each host. Valid after listen().
    [[nodiscard]] QStringList urls() const;
    [[nodiscard]] SiteControl& control() { return *m_control; }
    [[nodiscard]] const SiteCounters& counters() const { return *m_counters; }

private:
    struct VirtualHost;

    [[nodiscard]] std::optional<QString> openListeners(quint16 port);
    void accept(int host, qintptr descriptor);
    void forget(ConnectionId id);
    void resumeAccepting();
    void followSettings();
    [[nodiscard]] HttpConnection* connection(ConnectionId id) const;

    SiteSettings& m_settings;
    const std::uint64_t m_seed;
    QList<QByteArray> m_baseUrls;
    RequestLog m_log;
    std::unique_ptr<SiteCounters> m_counters;
    std::unique_ptr<SiteControl> m_control;
    std::unique_ptr<Responder> m_responder;
    std::unique_ptr<DelayQueue> m_delays;
    std::vector<std::unique_ptr<VirtualHost>> m_hosts;
    QHash<ConnectionId, HttpConnection*> m_connections; // children of this object
    std::uint64_t m_accepted = 0;
    bool m_acceptingPaused = false;
};

} // namespace lanescope::site
