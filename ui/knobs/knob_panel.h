// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/knobs/knob_row.h"

#include <QTimer>

#include <map>
#include <vector>

class QVBoxLayout;

namespace lanescope::knobs {

/// All knobs of a scenario, made only from their declarations. Live knobs act while they are dragged, at
/// most kMostChangesPerSecond times a second, and the last value always arrives; restart knobs act when
/// the handle is let go. Threads: GUI.
class KnobPanel : public QWidget {
    Q_OBJECT

public:
    static constexpr int kMostChangesPerSecond = 30;

    explicit KnobPanel(QWidget* parent = nullptr);

    /// Replaces all rows; values must fit the knobs one by one.
    void setKnobs(const std::vector<scenario::Knob>& knobs, const std::vector<scenario::KnobValue>& values);
    /// What else is wrong with a value of a knob, see KnobRow::Check; of knobs that are set from now on.
    using Check = std::function<QString(const scenario::Knob& knob, const scenario::KnobValue& value)>;
    void setCheck(Check check) { m_check = std::move(check); }
    const std::vector<scenario::Knob>& knobs() const { return m_knobs; }
    /// As they stand in the panel, one a knob.
    std::vector<scenario::KnobValue> values() const;

    /// Shows a value that came back from the run; a knob that is being turned keeps what its person does.
    void showApplied(const QString& name, const scenario::KnobValue& value);
    /// Turns a knob as if by hand; false if there is none of that name. For links and commands.
    bool turn(const QString& name, const scenario::KnobValue& value);
    void setNote(const QString& name, const QString& text, NoteSeverity severity);
    void setEffective(const QString& name, const std::optional<scenario::KnobValue>& value);
    void resetAll();
    /// Turns several knobs as if by hand; the run starts again at most once. Names that are no knobs are left out.
    void turnAll(const std::vector<std::pair<QString, scenario::KnobValue>>& values);
    void setEffect(const QString& name, const QString& text);
    KnobRow* row(const QString& name) const;

Q_SIGNALS:
    void liveChanged(const QString& name, const lanescope::scenario::KnobValue& value);
    /// The run must start again for this one.
    void restartChanged(const QString& name, const lanescope::scenario::KnobValue& value);
    /// Something about values() is different, whoever changed it.
    void valuesChanged();

private:
    void addRow(const scenario::Knob& knob, const scenario::KnobValue& value);
    void addHeading(const QString& section);
    void onChanged(const scenario::Knob& knob, const scenario::KnobValue& value, bool settled);
    void sendPending();

    std::vector<scenario::Knob> m_knobs;
    std::vector<KnobRow*> m_rows; // one a knob, owned by m_body
    QWidget* m_body = nullptr;
    QVBoxLayout* m_layout;
    Check m_check;
    QTimer m_pace;
    std::map<QString, scenario::KnobValue> m_pending; // live changes that wait for the pace
};

} // namespace lanescope::knobs
