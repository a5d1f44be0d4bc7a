// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <vector>

namespace lanescope::scenario {

enum class KnobKind {
    Integer,
    Real,
    Choice, ///< value = index into `choices`
    Toggle, ///< value = 0 or 1
    Text,   ///< value in KnobValue::text
};

/// When a change takes effect.
enum class KnobEffect {
    Live,    ///< within 50 ms, while the run goes on
    Restart, ///< with the next run
};

/// The value of a knob. Numbers, choices and toggles use `number`, texts use `text`.
struct KnobValue {
    double number = 0;
    QString text;
    bool operator==(const KnobValue&) const = default;
};

/// One thing a person can turn, declared once: the window, the command line, the control protocol and the
/// scenario's page are made from it. Plain data. Threads: as a value.
struct Knob {
    Q_DECLARE_TR_FUNCTIONS(Knob)

public:
    QString name;  ///< lower case with underscores, as typed: "per_domain"
    QString label; ///< as shown: "Per domain"
    KnobKind kind = KnobKind::Integer;
    KnobEffect effect = KnobEffect::Live;
    double minimum = 0;
    double maximum = 0;
    KnobValue standard;
    QString unit; ///< "ms", "threads", "" …
    QString help; ///< one sentence
    QStringList choices;
    bool logarithmic = false; ///< the slider's scale
    QString zeroText;         ///< what 0 means, where it is special: "off", "no limit"
    QString section;          ///< heading above it in the panel; empty: the run itself

    static Knob integer(const QString& name, const QString& label, int minimum, int maximum, int standard,
                        const QString& unit, const QString& help);
    static Knob real(const QString& name, const QString& label, double minimum, double maximum, double standard,
                     const QString& unit, const QString& help);
    static Knob choice(const QString& name, const QString& label, const QStringList& choices, int standard,
                       const QString& help);
    static Knob toggle(const QString& name, const QString& label, bool standard, const QString& help);
    static Knob textual(const QString& name, const QString& label, const QString& standard, const QString& help);

    Knob restart() const;
    Knob onLogScale() const;
    Knob withZero(const QString& meaning) const;
    Knob inSection(const QString& heading) const;

    /// Reads a typed value; the error names the knob and its range.
    Result<KnobValue> parse(const QString& typed) const;
    /// Checks a value that came as a number; the error names the knob and its range.
    Result<KnobValue> check(const KnobValue& value) const;
    /// "8", "2.5 ms", "QMutex", "off".
    QString format(const KnobValue& value) const;
    /// As parse() takes it: "8", "QMutex".
    QString plain(const KnobValue& value) const;
    /// "1 to 64 threads", "one of none, QMutex".
    QString range() const;
};

/// The knob whose name is nearest to a mistyped one, for "did you mean"; empty when nothing is near.
QString nearestName(const QString& typed, const QStringList& names);

/// The index of a knob by name, or -1.
int indexOf(const std::vector<Knob>& knobs, const QString& name);

} // namespace lanescope::scenario
