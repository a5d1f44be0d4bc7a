// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/knob.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <utility>

class QLabel;
class QVBoxLayout;

namespace lanescope::knobs {

class KnobHeader;

/// How much a note below a knob wants to be seen.
enum class NoteSeverity {
    Info,    ///< "effective 8: the per-domain limit binds first"
    Binding, ///< this knob limits the run now
    Error,   ///< what was typed cannot be
};

/// One knob as people see and turn it: name, value, a control of its kind, and a place for a note. Made by
/// makeKnobRow() from the declaration alone. Threads: GUI. Lifetime: keeps a copy of the declaration.
class KnobRow : public QWidget {
    Q_OBJECT

public:
    KnobRow(const scenario::Knob& knob, QWidget* parent);

    const scenario::Knob& knob() const { return m_knob; }
    const scenario::KnobValue& value() const { return m_value; }
    /// Shows a value without telling anybody.
    void setValue(const scenario::KnobValue& value);
    /// A note from the run; an error about a typed value stands before it until it is corrected.
    void setNote(const QString& text, NoteSeverity severity);
    /// What the last turn of this knob did to the run; a line of its own below the note.
    void setEffect(const QString& text);
    /// What else is wrong with a value than parse() knows, in a sentence; empty: nothing. Who has none takes all.
    using Check = std::function<QString(const scenario::KnobValue& value)>;
    void setCheck(Check check) { m_check = std::move(check); }
    /// Reads what was typed; the error is a sentence.
    Result<scenario::KnobValue> read(const QString& typed) const;
    virtual void setEffective(const std::optional<scenario::KnobValue>& value);
    /// A person holds the handle or types: values that come back must not jump in between.
    virtual bool isBusy() const { return false; }
    void resetToStandard();

Q_SIGNALS:
    /// `settled` is false while a handle is still held.
    void changed(const lanescope::scenario::KnobValue& value, bool settled);

protected:
    /// Puts m_value into the control.
    virtual void show(const scenario::KnobValue& value) = 0;
    /// Lets the knob glow in this colour; an invalid one ends it.
    virtual void emphasise(const QColor& colour);
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

    KnobHeader* header() const { return m_header; }
    void addControl(QWidget* control);
    /// Reads what was typed; a refusal becomes the note. True when it was taken.
    bool take(const QString& typed);
    void takeValue(const scenario::KnobValue& value, bool settled);
    void clearError();

private:
    void refreshNote();

    scenario::Knob m_knob;
    scenario::KnobValue m_value;
    KnobHeader* m_header;
    QVBoxLayout* m_layout;
    QLabel* m_noteLabel;
    QLabel* m_effectLabel;
    QString m_note;
    NoteSeverity m_severity = NoteSeverity::Info;
    QString m_error;
    Check m_check;
};

/// The row that fits the kind of the knob. Lifetime: owned by `parent`.
KnobRow* makeKnobRow(const scenario::Knob& knob, QWidget* parent);

} // namespace lanescope::knobs
