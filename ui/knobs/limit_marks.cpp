// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/limit_marks.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace lanescope::knobs {

using namespace Qt::StringLiterals;

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(LimitMarks)
};

QString number(double value)
{
    return QLocale().toString(value, 'g', value < 100 ? 2 : 4);
}

QString inItsUnit(const scenario::Knob& knob, double value)
{
    return knob.unit == u"s" ? Words::tr("%1 s").arg(number(value)) : number(value);
}

bool differ(double one, double other)
{
    return std::abs(one - other) > 0.01 * std::max(std::abs(one), std::abs(other));
}

QString bindingNote(const QString& knob, const QJsonObject& status)
{
    const QString gate = status["limits"_L1]["gate"_L1].toString();
    const QString note =
        Words::tr("binding now: %1 waiting").arg(QLocale().toString(status["waiting_for"_L1][gate].toInt()));
    const double gain = gainOfOneMore(knob, status);
    return gain > 0 ? Words::tr("%1 · +1 → up to +%2/s").arg(note, QLocale().toString(gain, 'f', gain < 10 ? 1 : 0))
                    : note;
}

/// What can limit how many are on the wire; a breaker that holds most of what waits does not.
bool limitsTheWire(const QString& knob)
{
    return knob.startsWith("concurrent_requests"_L1) || knob == "download_delay"_L1 || knob == "crawl_delay_max"_L1 ||
           knob == "welcome_at"_L1 || knob == "open_files"_L1 || knob == "autothrottle_enabled"_L1 ||
           knob == "concurrency_control"_L1;
}

/// `binder`: the label of the knob that binds; empty if none does.
QString effectiveNote(const scenario::Knob& knob, double set, double effective, const QString& binder)
{
    if (effective == 0)
        return Words::tr("no effect: another limit takes its place");
    const QString value = Words::tr("effective %1").arg(inItsUnit(knob, effective));
    const bool isRaised = set > 0 && effective > set;
    if (isRaised)
        return Words::tr("%1: robots.txt or AutoThrottle asks for more").arg(value);
    return binder.isEmpty() ? Words::tr("%1: other limits allow no more").arg(value)
                            : Words::tr("%1: %2 binds first").arg(value, binder);
}

QString quotedBinder(const scenario::Knob& knob)
{
    const QString name = binderName(knob);
    return name == knob.label ? Words::tr("“%1”").arg(name) : name;
}

QString labelOf(const QString& name, const std::vector<scenario::Knob>& knobs)
{
    const int index = scenario::indexOf(knobs, name);
    return index < 0 ? binderWithoutKnob(name) : quotedBinder(knobs[static_cast<std::size_t>(index)]);
}

} // namespace

QString binderName(const scenario::Knob& knob)
{
    // These two are named after what they are the bound, or the exception, of.
    if (knob.name == "crawl_delay_max"_L1)
        return Words::tr("the Crawl-delay of robots.txt");
    return knob.name == "welcome_at"_L1 ? Words::tr("what a public host is owed") : knob.label;
}

QString binderWithoutKnob(const QString& binder)
{
    return binder == "open_files"_L1 ? Words::tr("the limit of open connections (ulimit -n)") : QString();
}

double gainOfOneMore(const QString& knob, const QJsonObject& status)
{
    const bool global = knob == "concurrent_requests"_L1;
    if (!global && !knob.startsWith("concurrent_requests_per"_L1))
        return 0;
    double gain = 0;
    double latencies = 0;
    double ended = 0;
    for (const QJsonValue& slot : status["slots"_L1].toArray()) {
        const double latency = slot["latency_s"_L1].toDouble();
        if (latency <= 0)
            continue;
        latencies += latency * slot["observed_per_s"_L1].toDouble();
        ended += slot["observed_per_s"_L1].toDouble();
        if (slot["gate"_L1].toString() == "slot cap"_L1 && slot["waiting"_L1].toInt() > 0)
            gain += 1 / latency;
    }
    if (global)
        return latencies > 0 ? ended / latencies : 0;
    return gain;
}

std::vector<LimitMark> limitMarks(const QJsonObject& status, const std::vector<scenario::Knob>& knobs)
{
    std::vector<LimitMark> marks;
    const QJsonObject limits = status["limits"_L1].toObject();
    const QString binding = limits["knob"_L1].toString();
    const QString binder = limitsTheWire(binding) ? labelOf(binding, knobs) : QString();
    for (const QJsonValue& limit : limits["knobs"_L1].toArray()) {
        const int index = scenario::indexOf(knobs, limit["knob"_L1].toString());
        if (index < 0)
            continue;
        const scenario::Knob& knob = knobs[static_cast<std::size_t>(index)];
        const double set = limit["set"_L1].toDouble();
        const double effective = limit["effective"_L1].toDouble();
        LimitMark mark{knob.name, {}, {}, limit["binding"_L1].toBool()};
        if (differ(set, effective))
            mark.effective = effective;
        if (mark.binding)
            mark.note = bindingNote(knob.name, status);
        else if (mark.effective)
            mark.note = effectiveNote(knob, set, effective, binder);
        marks.push_back(std::move(mark));
    }
    return marks;
}

} // namespace lanescope::knobs
