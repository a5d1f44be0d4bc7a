// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/page_names.h"

#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace lanescope::testing {
namespace {

QStringList codeIn(const QString& text)
{
    static const QRegularExpression code(QStringLiteral("`([^`]+)`"));
    QStringList names;
    for (auto found = code.globalMatch(text); found.hasNext();)
        names.append(found.next().captured(1).simplified());
    return names;
}

// Of everything on the page that is the same whatever the knobs are.
QStringList namesToSee(const QString& id)
{
    static const QRegularExpression paragraphs(QStringLiteral("\n(?=- |\n)"));
    QStringList names;
    for (const QString& paragraph : pagePart(id, QStringLiteral("What to look for")).split(paragraphs)) {
        if (!paragraph.contains(QStringLiteral("](knob:")))
            names.append(codeIn(paragraph));
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

QStringList namesOf(const store::Snapshot& snapshot)
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
    return names;
}

// The first that none of those begins with; empty when there is none.
QString missingOf(const QStringList& names, const QStringList& there)
{
    for (const QString& wanted : names) {
        const QRegularExpression pattern(
            QRegularExpression::escape(wanted).replace(QStringLiteral("\\…"), QStringLiteral(".*")),
            QRegularExpression::DotMatchesEverythingOption);
        const auto begins = [&pattern](const QString& name) { return pattern.match(name).capturedStart() == 0; };
        if (std::none_of(there.begin(), there.end(), begins))
            return wanted;
    }
    return {};
}

} // namespace

QString pagePart(const QString& id, const QString& heading)
{
    QFile file(QStringLiteral(LANESCOPE_PAGES "/%1.md").arg(id));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll())
        .section(QStringLiteral("\n## ") + heading, 1, 1)
        .section(QStringLiteral("\n## "), 0, 0);
}

QString pageProblem(const QString& id, const store::Snapshot& snapshot, const QJsonObject& result)
{
    QStringList there = namesOf(snapshot);
    addFields(result, there);
    const QString missing = missingOf(namesToSee(id), there);
    return missing.isEmpty() ? QString()
                             : QStringLiteral("its page points to '%1', and nothing has that name").arg(missing);
}

bool hasShownItsPage(const QString& id, const store::Snapshot& snapshot)
{
    const QStringList there = namesOf(snapshot) + codeIn(pagePart(id, QStringLiteral("Result")));
    return missingOf(namesToSee(id), there).isEmpty();
}

} // namespace lanescope::testing
