// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/arguments.h"

#include "app/lanescope/confirmation.h"
#include "core/crawl/scenarios/text_knobs.h"
#include "core/scenario/catalogue.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace lanescope::app {
namespace {

constexpr double kLongestRunS = 7 * 86'400;

using scenario::Catalogue;
using scenario::Knob;
using scenario::KnobValue;
using scenario::ScenarioInfo;

QString tr(const char* text)
{
    return QCoreApplication::translate("Arguments", text);
}

Error wrong(const QString& what)
{
    return Error{what.toStdString()};
}

struct Assignment {
    int knob = -1;
    KnobValue value;
};

Result<Assignment> parseAssignment(const ScenarioInfo& info, const QString& setting)
{
    const qsizetype equals = setting.indexOf(QLatin1Char('='));
    const QString name = setting.left(equals).trimmed();
    const int index = scenario::indexOf(info.knobs, name);
    if (equals < 0)
        return wrong(tr("'%1' is not of the form NAME=VALUE.").arg(setting));
    if (index < 0) {
        QStringList names;
        for (const Knob& knob : info.knobs)
            names.append(knob.name);
        const QString near = scenario::nearestName(name, names);
        const QString hint = near.isEmpty() ? tr(" It has: %1.").arg(names.join(QStringLiteral(", ")))
                                            : tr(" Did you mean '%1'?").arg(near);
        return wrong(tr("%1 has no knob '%2'.").arg(info.id, name) + hint);
    }
    const auto value = info.knobs[static_cast<std::size_t>(index)].parse(setting.mid(equals + 1));
    if (!value)
        return Error{value.error()};
    const QString complaint =
        info.id.startsWith(QLatin1String("crawl.")) ? crawl::textComplaint(name, value.value().text) : QString();
    if (!complaint.isEmpty())
        return wrong(complaint);
    return Assignment{index, value.value()};
}

// "2:concurrent_requests=4"
QString applyTimed(const ScenarioInfo& info, const QString& change, control::RunRequest& request)
{
    const qsizetype colon = change.indexOf(QLatin1Char(':'));
    bool isNumber = false;
    const double atS = change.left(colon).toDouble(&isNumber);
    if (colon < 0 || !isNumber || !(atS >= 0 && atS <= kLongestRunS))
        return tr("--at takes SECONDS:NAME=VALUE, not '%1'.").arg(change);
    const auto assignment = parseAssignment(info, change.mid(colon + 1));
    if (!assignment)
        return QString::fromStdString(assignment.error());
    const Knob& knob = info.knobs[static_cast<std::size_t>(assignment.value().knob)];
    if (knob.effect != scenario::KnobEffect::Live)
        return tr("%1 does not act while the run goes on; use --set %1=%2.")
            .arg(knob.name, knob.plain(assignment.value().value));
    request.changes.push_back({atS, knob.name, assignment.value().value});
    return {};
}

void addOptions(QCommandLineParser& parser)
{
    const auto add = [&parser](const QString& name, const QString& help, const QString& value = {}) {
        parser.addOption(QCommandLineOption(name, help, value));
    };
    add(QStringLiteral("set"), tr("Sets a knob before the start."), QStringLiteral("NAME=VALUE"));
    add(QStringLiteral("preset"), tr("Sets several knobs before the start, by a name of the scenario's."),
        QStringLiteral("NAME"));
    add(QStringLiteral("at"), tr("Turns a knob while the run goes on."), QStringLiteral("S:NAME=VALUE"));
    add(QStringLiteral("duration"), tr("Ends the run after so many seconds."), QStringLiteral("S"));
    add(QStringLiteral("seed"), tr("Makes the run's choices repeatable."), QStringLiteral("N"));
    add(QStringLiteral("out"), tr("Writes charts, tables and the trace into this folder."), QStringLiteral("DIR"));
    add(QStringLiteral("save"), tr("Saves the session, for 'lanescope export'."), QStringLiteral("FILE"));
    add(QStringLiteral("no-record"), tr("Runs without recorder and kernel layer, to see what they cost."));
    add(QStringLiteral("json"), tr("Prints the result as one JSON object."));
    add(QStringLiteral("quiet"), tr("No progress on standard error."));
    add(QStringLiteral("yes"), tr("Crawls a public host faster than five requests a second without asking."));
    add(QStringLiteral("help"), tr("Shows the scenario's knobs."));
}

QString applyPreset(const ScenarioInfo& info, const QString& name, control::RunRequest& request)
{
    QStringList names;
    for (const scenario::Preset& preset : info.presets)
        names.append(preset.name);
    const qsizetype index = names.indexOf(name);
    if (index < 0)
        return names.isEmpty()
                   ? tr("%1 has no presets.").arg(info.id)
                   : tr("%1 has no preset '%2'. It has: %3.").arg(info.id, name, names.join(QStringLiteral(", ")));
    for (const auto& [knob, value] : info.presets[static_cast<std::size_t>(index)].values) {
        if (const int place = scenario::indexOf(info.knobs, knob); place >= 0)
            request.values[static_cast<std::size_t>(place)] = value;
    }
    return {};
}

QString applyNumbers(const QCommandLineParser& parser, control::RunRequest& request)
{
    bool isNumber = true;
    if (parser.isSet(QStringLiteral("duration"))) {
        request.durationS = parser.value(QStringLiteral("duration")).toDouble(&isNumber);
        if (!isNumber || !(request.durationS > 0) || request.durationS > kLongestRunS)
            return tr("--duration takes seconds from above 0 to 604800, not '%1'.")
                .arg(parser.value(QStringLiteral("duration")));
    }
    if (parser.isSet(QStringLiteral("seed"))) {
        request.seed = parser.value(QStringLiteral("seed")).toULongLong(&isNumber);
        if (!isNumber || request.seed > static_cast<quint64>(std::numeric_limits<qint64>::max()))
            return tr("--seed takes a whole number from 0 on, not '%1'.").arg(parser.value(QStringLiteral("seed")));
    }
    return {};
}

Result<RunOptions> parseFor(const ScenarioInfo& info, const QCommandLineParser& parser)
{
    RunOptions options;
    options.request = standardRequest(info);
    options.help = parser.isSet(QStringLiteral("help"));
    options.json = parser.isSet(QStringLiteral("json"));
    options.quiet = parser.isSet(QStringLiteral("quiet"));
    options.outFolder = parser.value(QStringLiteral("out"));
    options.saveFile = parser.value(QStringLiteral("save"));
    options.request.record = !parser.isSet(QStringLiteral("no-record"));
    if (const QString complaint = applyNumbers(parser, options.request); !complaint.isEmpty())
        return wrong(complaint);
    for (const QString& preset : parser.values(QStringLiteral("preset"))) {
        if (const QString complaint = applyPreset(info, preset, options.request); !complaint.isEmpty())
            return wrong(complaint);
    }
    for (const QString& setting : parser.values(QStringLiteral("set"))) {
        if (const QString complaint = applySetting(info, setting, options.request); !complaint.isEmpty())
            return wrong(complaint);
    }
    for (const QString& change : parser.values(QStringLiteral("at"))) {
        if (const QString complaint = applyTimed(info, change, options.request); !complaint.isEmpty())
            return wrong(complaint);
        if (options.request.durationS > 0 && options.request.changes.back().atS >= options.request.durationS)
            return wrong(
                tr("--at %1 comes after the end: the run lasts %2 s.").arg(change).arg(options.request.durationS));
    }
    return options;
}

QString parserComplaint(const QCommandLineParser& parser, const QString& verb)
{
    QString said = parser.errorText();
    said[0] = said[0].toUpper();
    return tr("%1 'lanescope %2 --help' shows the options.").arg(said, verb);
}

} // namespace

control::RunRequest standardRequest(const ScenarioInfo& info)
{
    control::RunRequest request;
    request.scenario = info.id;
    for (const Knob& knob : info.knobs)
        request.values.push_back(knob.standard);
    return request;
}

QString applySetting(const ScenarioInfo& info, const QString& setting, control::RunRequest& request)
{
    const auto assignment = parseAssignment(info, setting);
    if (!assignment)
        return QString::fromStdString(assignment.error());
    request.values[static_cast<std::size_t>(assignment.value().knob)] = assignment.value().value;
    return {};
}

Result<RunOptions> parseRun(const QStringList& words)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(QStringList{QStringLiteral("run")} + words))
        return wrong(parserComplaint(parser, QStringLiteral("run")));
    const QStringList names = parser.positionalArguments();
    if (names.isEmpty() && parser.isSet(QStringLiteral("help"))) {
        RunOptions options;
        options.help = true;
        return options;
    }
    if (names.size() != 1)
        return wrong(tr("'lanescope run' takes one scenario; 'lanescope list' shows all of them."));
    const ScenarioInfo* info = Catalogue::instance().find(names.first());
    if (info == nullptr)
        return wrong(Catalogue::instance().unknown(names.first()));
    auto options = parseFor(*info, parser);
    if (!options || options.value().help)
        return options;
    if (const QString question = confirmOrRefuse(*info, parser.isSet(QStringLiteral("yes")), options.value().request);
        !question.isEmpty())
        return wrong(question);
    return options;
}

Result<RunOptions> parseCrawl(const QStringList& words)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(QStringList{QStringLiteral("crawl")} + words))
        return wrong(parserComplaint(parser, QStringLiteral("crawl")));
    const ScenarioInfo* info = Catalogue::instance().find(QStringLiteral("crawl.url"));
    auto options = parseFor(*info, parser);
    if (!options || options.value().help)
        return options;
    const QStringList urls = parser.positionalArguments();
    if (urls.join(QString()).trimmed().isEmpty()) // a variable of a script may be empty
        return wrong(tr("'lanescope crawl' takes at least one http or https URL."));
    RunOptions& taken = options.value();
    QStringList settings{QStringLiteral("urls=") + urls.join(QLatin1Char(' '))};
    if (!taken.outFolder.isEmpty())
        settings += QStringLiteral("url_table=") + QDir(taken.outFolder).absoluteFilePath(QStringLiteral("urls.csv"));
    for (const QString& setting : settings) {
        if (const QString complaint = applySetting(*info, setting, taken.request); !complaint.isEmpty())
            return wrong(complaint);
    }
    if (const QString question = confirmOrRefuse(*info, parser.isSet(QStringLiteral("yes")), taken.request);
        !question.isEmpty())
        return wrong(question);
    return options;
}

QString scenarioHelp(const ScenarioInfo& info)
{
    QString help = QStringLiteral("%1 - %2\n\n").arg(info.id, info.summary);
    for (const Knob& knob : info.knobs) {
        const QString when = knob.effect == scenario::KnobEffect::Live ? tr("live") : tr("before the start");
        help += QStringLiteral("  --set %1=%2\n      %3 %4; %5.\n")
                    .arg(knob.name, knob.plain(knob.standard), knob.help, knob.range(), when);
    }
    for (const scenario::Preset& preset : info.presets)
        help += QStringLiteral("  --preset %1\n      %2\n").arg(preset.name, preset.help);
    QCommandLineParser parser;
    addOptions(parser);
    const QString text = parser.helpText();
    return help + QLatin1Char('\n') + text.mid(text.indexOf(QStringLiteral("Options:")));
}

} // namespace lanescope::app
