// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QHostAddress>
#include <QObject>

#include <functional>
#include <vector>

namespace lanescope::crawl {

/// Addresses of hosts, looked up once however many ask at the same time, and remembered, the failures too.
/// Qt's own cache holds 128 names for a minute and does not say when it is used, so requests that go out from
/// here carry the address and Qt never looks one up.
///
/// "localhost" and all below it are 127.0.0.1 (RFC 6761) and never asked about; an address is its own. IPv4 comes
/// before IPv6. Threads: the thread it lives in. Errors: a host without address has an empty list.
class Resolver : public QObject {
    Q_OBJECT

public:
    using Addresses = std::vector<QHostAddress>;
    using Answer = std::function<void(const Addresses&)>;
    /// Asks the system for a host's addresses and calls back, at once or later, in this thread.
    using LookUp = std::function<void(const QByteArray& host, Answer)>;

    explicit Resolver(QObject* parent = nullptr);

    /// For tests: who is asked instead of the system.
    void setLookUp(LookUp lookUp) { m_lookUp = std::move(lookUp); }
    /// How long addresses, and failures, are remembered.
    void setLifetimes(int foundS, int failedS);

    /// Calls back, at once if the host is known, else when the answer has come.
    void resolve(const QByteArray& host, Answer answer);

    quint64 lookUps() const { return m_lookUps; }
    quint64 hits() const { return m_hits; }

private:
    struct Entry {
        Addresses addresses;
        std::int64_t validUntilNs = 0;
        std::vector<Answer> waiting; // not empty: it is being looked up
    };
    void answered(const QByteArray& host, const Addresses& addresses);

    LookUp m_lookUp;
    QHash<QByteArray, Entry> m_entries;
    std::int64_t m_foundNs;
    std::int64_t m_failedNs;
    quint64 m_lookUps = 0;
    quint64 m_hits = 0;
};

} // namespace lanescope::crawl
