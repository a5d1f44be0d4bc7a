// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

#include <QObject>
#include <QStringList>

#include <functional>

class QMessageBox;

namespace lanescope::window {

/// Asks before a crawl may send a public one more requests a second than a stranger's host is
/// owed. Threads: GUI. Lifetime: the window must outlive it.
class CrawlManners : public QObject {
    Q_OBJECT

public:
    enum class Moment { BeforeStart, WhileRunning };
    enum class Answer {
        GoOn,     ///< as the knobs stand, and with welcomeKnobs()
        Politely, ///< with one request a second to each
        No,
    };

    explicit CrawlManners(QWidget& window)
        : m_window(window)
    {
    }

    /// The public hosts among the start URLs that would get more than they are owed, and nobody has said yes to. None
    /// for scenarios that do not crawl what a person names.
    static QStringList hostsToAskFor(const scenario::ScenarioInfo& info,
                                     const std::vector<scenario::KnobValue>& values);
    /// Puts the question; the answer comes later. A question that is open is answered with No first.
    void ask(const QStringList& hosts, Moment moment, std::function<void(Answer)> then);
    bool isAsking() const { return m_box != nullptr; }
    /// The yes, as a knob: the engine holds public hosts that it does not name to five requests a second.
    static std::vector<std::pair<QString, scenario::KnobValue>> welcomeKnobs(const QString& before,
                                                                             const QStringList& hosts);
    /// One request a second to each host, as knobs.
    static std::vector<std::pair<QString, scenario::KnobValue>> politeKnobs();

private:
    void fill(QMessageBox& box, const QStringList& hosts, Moment moment) const;
    void finish(Answer answer);

    QWidget& m_window;
    QMessageBox* m_box = nullptr;
    std::function<void(Answer)> m_then;
};

} // namespace lanescope::window
