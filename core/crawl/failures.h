// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"

#include <QSet>
#include <QString>

namespace lanescope::crawl {

/// Why a crawl has no page: what went wrong first, and at how many hosts. For the sentence that is shown while, and
/// only while, there is none. Threads: none of its own; one owner. Memory: some 1,000 names of hosts.
class Failures {
public:
    void clear() { *this = Failures(); }
    /// A URL, or a robots.txt, that is not tried again.
    void failed(const Response& response);
    /// A page that a robots.txt which was read does not allow.
    void forbidden(const Response& response);

    /// "Nothing was reached: example.test could not be resolved." "The crawl did nothing, because robots.txt forbids all of
    /// it: …" Empty while nothing failed.
    QString told() const;

private:
    static QByteArray originOf(const Response& response);
    /// By whom nothing was fetched.
    enum class Cause : std::uint8_t { Failure, Rule, RobotsMissing };
    void note(const Response& response, Cause cause, const QString& what);
    QString lead() const;

    QString m_first;                // what happened to the first
    Cause m_cause = Cause::Failure; // of all; of Failure if they differ
    bool m_answered = false;
    QSet<QByteArray> m_origins;
};

} // namespace lanescope::crawl
