// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/page_names.h"

#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace lanescope::testing {
namespace {

QString pointersOf(const QString& id)
{
    QFile file(QStringLiteral(LANESCOPE_PAGES "/%1.md").arg(id));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).section(QStringLiteral("\n## "), 1, 1);
}

// Of everything on the page that is the same whatever the knobs are.
QStringList namesToSee(const QString& id)
{
    static const QRegularExpression paragraphs(QStringLiteral("\n(?=- |\n)"));
    static const QRegularExpression code(QStringLiteral("`([^`]+)`"));
    QStringList names;
    for (const QString& paragraph : pointersOf(id).split(paragraphs)) {
        if (paragraph.contains(QStringLiteral("](knob:")))
            continue;
        for (auto found = code.globalMatch(paragraph); found.hasNext();)
            names.append(found.next().captured(1).simplified());
    }
    return names;
}

void addFields(const QJsonObject& object, QStringList& names)
{
    for (auto field = object.begin(); field != object.end(); ++field) {
        names.append(field.key());
        addFields(field->toObject(), names);
    }
}

QStringList namesOf(const store::Snapshot& snapshot, const QJsonObject& result)
{
    QStringList names;
    const auto add = [&names](const std::string& name) { names.append(QString::fromStdString(name)); };
    for (const store::Process& process : *snapshot.processes)
        add(process.name);
    for (const store::Thread& thread : *snapshot.threads)
        add(thread.name);
    for (const store::Object& object : *snapshot.objects)
        add(object.name);
    for (const std::string& task : *snapshot.names)
        add(task);
    for (const store::Cpu& cpu : *snapshot.cpus)
        names.append(QStringLiteral("CPU %1").arg(cpu.number));
    addFields(result, names);
    return names;
}

} // namespace

QString pageProblem(const QString& id, const store::Snapshot& snapshot, const QJsonObject& result)
{
    const QStringList there = namesOf(snapshot, result);
    for (const QString& wanted : namesToSee(id)) {
        const QRegularExpression pattern(
            QRegularExpression::escape(wanted).replace(QStringLiteral("\\…"), QStringLiteral(".*")),
            QRegularExpression::DotMatchesEverythingOption);
        const auto begins = [&pattern](const QString& name) { return pattern.match(name).capturedStart() == 0; };
        if (std::none_of(there.begin(), there.end(), begins))
            return QStringLiteral("its page points to '%1', and nothing has that name").arg(wanted);
    }
    return {};
}

} // namespace lanescope::testing
