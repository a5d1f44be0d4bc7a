// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/http_server.h"

#include "core/site/concurrency_gate.h"
#include "core/site/delay_queue.h"
#include "core/site/http_connection.h"
#include "core/site/responder.h"

#include <QTcpServer>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

constexpr int kListenBacklog = 1024;
constexpr int kPortAttempts = 16;
constexpr quint32 kFirstAddress = 0x7f000002; // 127.0.0.2

/// Hands out descriptors instead of ready-made sockets, so that a connection owns its socket from the start.
class Listener : public QTcpServer {
public:
    explicit Listener(std::function<void(qintptr)> accepted)
        : m_accepted(std::move(accepted))
    {
        setListenBacklogSize(kListenBacklog);
    }

protected:
    void incomingConnection(qintptr descriptor) override { m_accepted(descriptor); }

private:
    std::function<void(qintptr)> m_accepted;
};

QHostAddress addressOf(int host)
{
    return QHostAddress(kFirstAddress + static_cast<quint32>(host));
}

} // namespace

struct HttpServer::VirtualHost {
    VirtualHost(std::function<void(qintptr)> accepted, ConcurrencyGate::Admit admit)
        : listener(std::move(accepted))
        , gate(std::move(admit))
    {
    }

    Listener listener;
    ConcurrencyGate gate;
};

HttpServer::HttpServer(SiteSettings& settings, std::uint64_t seed)
    : m_settings(settings)
    , m_seed(seed)
{
}

HttpServer::~HttpServer()
{
    m_settings.onChange({});
    // Connections refer to everything else here, so they go first.
    qDeleteAll(m_connections);
}

std::optional<QString> HttpServer::listen(quint16 port)
{
    Q_ASSERT(m_hosts.empty());
    m_delays = std::make_unique<DelayQueue>([this](ConnectionId id) {
        if (HttpConnection* const waiting = connection(id)) {
            waiting->due();
        }
    });
    if (!m_delays->valid()) {
        return u"The kernel gives no timer (timerfd); close programs that hold many files open."_s;
    }
    // A free port on the first address may be taken on another one: then try a further free port.
    std::optional<QString> error;
    for (int attempt = 0; attempt < (port == 0 ? kPortAttempts : 1); ++attempt) {
        error = openListeners(port);
        if (!error) {
            break;
        }
    }
    if (error) {
        return error;
    }
    m_counters = std::make_unique<SiteCounters>(m_baseUrls);
    m_control = std::make_unique<SiteControl>(m_settings, *m_counters, m_log);
    m_responder = std::make_unique<Responder>(m_settings, m_seed, m_baseUrls);
    m_settings.startListening();
    m_settings.onChange([this] { followSettings(); });
    followSettings();
    return std::nullopt;
}

std::optional<QString> HttpServer::openListeners(quint16 port)
{
    m_hosts.clear();
    m_baseUrls.clear();
    for (int host = 0; host < m_settings.integer(SiteKnob::Hosts); ++host) {
        m_hosts.push_back(std::make_unique<VirtualHost>([this, host](qintptr descriptor) { accept(host, descriptor); },
                                                        [this](ConnectionId id) {
                                                            HttpConnection* const waiting = connection(id);
                                                            if (waiting) {
                                                                waiting->admitted();
                                                            }
                                                            return waiting != nullptr;
                                                        }));
        Listener& listener = m_hosts.back()->listener;
        if (!listener.listen(addressOf(host), port)) {
            const QString reason = listener.errorString();
            m_hosts.clear();
            return u"Cannot listen on %1:%2: %3. Choose another port, or 0 for any that is free."_s.arg(
                addressOf(host).toString(), QString::number(port), reason);
        }
        connect(&listener, &QTcpServer::acceptError, this, [this] { m_acceptingPaused = true; });
        port = listener.serverPort();
        m_baseUrls.push_back("http://" + addressOf(host).toString().toLatin1() + ':' + QByteArray::number(port));
    }
    return std::nullopt;
}

QStringList HttpServer::urls() const
{
    QStringList urls;
    for (const QByteArray& base : m_baseUrls) {
        urls += QString::fromLatin1(base) + u'/';
    }
    return urls;
}

void HttpServer::accept(int host, qintptr descriptor)
{
    const ConnectionId id{++m_accepted};
    const ConnectionParts parts{host,
                                *m_responder,
                                *m_counters,
                                *m_control,
                                m_log,
                                *m_delays,
                                m_hosts[static_cast<std::size_t>(host)]->gate,
                                [this](ConnectionId closed) { forget(closed); }};
    m_connections.insert(id, new HttpConnection(id, parts, descriptor, this));
}

void HttpServer::forget(ConnectionId id)
{
    if (HttpConnection* const gone = m_connections.take(id)) {
        gone->deleteLater(); // it is still on the stack
    }
    if (m_acceptingPaused) {
        m_acceptingPaused = false;
        QMetaObject::invokeMethod(
            this, [this] { resumeAccepting(); }, Qt::QueuedConnection);
    }
}

/// A listener that ran out of file descriptors has stopped accepting; by now the closed connection, deleted
/// one event earlier, has given one back.
void HttpServer::resumeAccepting()
{
    for (const auto& host : m_hosts) {
        host->listener.resumeAccepting();
    }
}

void HttpServer::followSettings()
{
    for (std::size_t host = 0; host < m_hosts.size(); ++host) {
        m_hosts[host]->gate.setLimit(m_settings.integer(SiteKnob::ServerConcurrency, static_cast<int>(host)));
    }
    m_log.setCapacity(static_cast<std::size_t>(m_settings.integer(SiteKnob::LogRequests)));
}

HttpConnection* HttpServer::connection(ConnectionId id) const
{
    return m_connections.value(id, nullptr);
}

} // namespace lanescope::site
