// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/list_command.h"

#include "core/scenario/catalogue.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace lanescope::app {
namespace {

using scenario::Knob;
using scenario::KnobKind;
using scenario::ScenarioInfo;

QString kindWord(KnobKind kind)
{
    switch (kind) {
    case KnobKind::Integer:
        return QStringLiteral("integer");
    case KnobKind::Real:
        return QStringLiteral("real");
    case KnobKind::Choice:
        return QStringLiteral("choice");
    case KnobKind::Toggle:
        return QStringLiteral("toggle");
    case KnobKind::Text:
        break;
    }
    return QStringLiteral("text");
}

QJsonObject toJson(const Knob& knob)
{
    const bool numeric = knob.kind == KnobKind::Integer || knob.kind == KnobKind::Real;
    QJsonObject json{
        {QStringLiteral("name"), knob.name},
        {QStringLiteral("label"), knob.label},
        {QStringLiteral("kind"), kindWord(knob.kind)},
        {QStringLiteral("default"), numeric ? QJsonValue(knob.standard.number) : QJsonValue(knob.plain(knob.standard))},
        {QStringLiteral("unit"), knob.unit},
        {QStringLiteral("live"), knob.effect == scenario::KnobEffect::Live},
        {QStringLiteral("range"), knob.range()},
        {QStringLiteral("help"), knob.help}};
    if (numeric) {
        json.insert(QStringLiteral("minimum"), knob.minimum);
        json.insert(QStringLiteral("maximum"), knob.maximum);
    }
    if (knob.kind == KnobKind::Choice)
        json.insert(QStringLiteral("choices"), QJsonArray::fromStringList(knob.choices));
    return json;
}

QJsonObject toJson(const ScenarioInfo& info)
{
    QJsonArray knobs;
    for (const Knob& knob : info.knobs)
        knobs.append(toJson(knob));
    return {{QStringLiteral("id"), info.id},
            {QStringLiteral("group"), info.group},
            {QStringLiteral("title"), info.title},
            {QStringLiteral("summary"), info.summary},
            {QStringLiteral("knobs"), knobs}};
}

QString toText(const ScenarioInfo& info)
{
    QString text = QStringLiteral("%1\n    %2\n").arg(info.id, info.summary);
    for (const Knob& knob : info.knobs) {
        const QString restart =
            knob.effect == scenario::KnobEffect::Live ? QString() : QStringLiteral(", before the start");
        text += QStringLiteral("    %1 = %2   %3%4\n").arg(knob.name, knob.plain(knob.standard), knob.range(), restart);
    }
    return text;
}

} // namespace

QString listScenarios(bool json)
{
    const auto& all = scenario::Catalogue::instance().all();
    if (!json) {
        QStringList texts;
        for (const ScenarioInfo& info : all)
            texts += toText(info);
        return texts.join(QLatin1Char('\n'));
    }
    QJsonArray list;
    for (const ScenarioInfo& info : all)
        list.append(toJson(info));
    const QJsonObject root{{QStringLiteral("schema"), 1}, {QStringLiteral("scenarios"), list}};
    return QString::fromUtf8(QJsonDocument(root).toJson(QJsonDocument::Indented));
}

} // namespace lanescope::app
