// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QStringList>

namespace lanescope::knobs {

class KnobPanel;

/// Shows on the knobs what a crawl that goes on says of them: what each is worth, which one binds, and what the last
/// turn of one did. Threads: GUI. Lifetime: the panel must outlive it.
class RunMarks : public QObject {
    Q_OBJECT

public:
    explicit RunMarks(KnobPanel& panel, QObject* parent = nullptr);

    /// A newer status; one that is no crawl's takes all limits away.
    void show(const QJsonObject& status);
    /// The run is over, or another began. What turns of knobs did stays in sight until another run begins.
    void clearLimits();
    void clearAll();

    /// True from the first status that tells of limits until they are cleared.
    bool knowsLimits() const { return m_knowsLimits; }
    /// The knob that binds; empty if none does.
    QString binding() const { return m_binding; }
    /// What came of several knobs turned together, as by a preset: "9 knobs turned: 22 → 41 pages/s after 3.1 s".
    /// Empty if the last change was of one knob alone; that stands below the knob.
    QString lastEffect() const { return m_lastEffect; }

Q_SIGNALS:
    /// binding() or its note, or lastEffect().
    void changed();

private:
    void showLimits(const QJsonObject& status);
    void showEffect(const QJsonObject& effect);
    void dropEffect();
    QString settledBinder(const QString& now);

    KnobPanel& m_panel;
    QString m_binding;
    QString m_candidate; ///< would bind, if it stays
    int m_seen = 0;      ///< how often in a row
    bool m_knowsLimits = false;
    QStringList m_marked;
    QStringList m_told;
    QJsonObject m_effect;
    QString m_lastEffect;
};

/// "22 → 41 pages/s after 3.1 s, p95 +180 ms"; empty for an empty effect. Threads: any.
QString effectText(const QJsonObject& effect);

} // namespace lanescope::knobs
