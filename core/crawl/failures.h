// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/response.h"

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

    /// "Nothing was reached: example.test could not be resolved." Empty while nothing failed.
    QString told() const;

private:
    static QByteArray originOf(const Response& response);
    void note(const Response& response, const QString& what);

    QString m_first; // what happened to the first
    bool m_answered = false;
    QSet<QByteArray> m_origins;
};

} // namespace lanescope::crawl
