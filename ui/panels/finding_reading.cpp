// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/finding_reading.h"

#include "core/control/cures.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace lanescope::panels {
namespace {

using analysis::FindingKind;
using store::Snapshot;

QString tr(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

FindingText::Tone toneOf(FindingKind kind)
{
    switch (analysis::gravityOf(kind)) {
    case analysis::Gravity::Alarm:
        return FindingText::Tone::Alarm;
    case analysis::Gravity::Warning:
        return FindingText::Tone::Warning;
    case analysis::Gravity::Hint:
        break;
    }
    return FindingText::Tone::Hint;
}

// A sentence has what it is about first, then a colon and its evidence. Names are in quotes and may have colons too.
qsizetype endOfTitle(const QString& sentence)
{
    int quotes = 0;
    for (qsizetype i = 0; i + 1 < sentence.size(); ++i) {
        const QChar c = sentence[i];
        quotes += c == u'“' ? 1 : c == u'”' ? -1 : 0;
        if (c == u':' && sentence[i + 1] == u' ' && quotes <= 0)
            return i;
    }
    return sentence.size();
}

class Reading {
public:
    Reading(const Snapshot& snapshot, const scenario::ScenarioInfo* info)
        : m_snapshot(snapshot)
        , m_info(info)
    {
    }

    FindingText of(const analysis::Finding& finding) const
    {
        FindingText text;
        text.key = QString::number(finding.identity, 16);
        write(text, QString::fromStdString(finding.text));
        span(text, finding.fromNs, finding.toNs);
        if (!finding.objects.empty())
            text.object = finding.objects.front();
        if (!finding.threads.empty())
            text.thread = finding.threads.front();
        finish(text, finding.kind);
        return text;
    }
    FindingText of(const control::DeadlockFacts& facts, std::int64_t endNs) const
    {
        FindingText text;
        text.key = QStringLiteral("deadlock ") + QString::number(facts.identity, 16);
        write(text, facts.sentence);
        span(text, facts.deadlock.sinceNs, endNs);
        if (!facts.deadlock.sides.empty()) {
            text.object = facts.deadlock.sides.front().waitsFor;
            text.thread = facts.deadlock.sides.front().thread;
        }
        const bool isPool = facts.deadlock.shape == analysis::DeadlockShape::Pool;
        finish(text, isPool ? FindingKind::PoolStarved : FindingKind::Deadlock);
        return text;
    }

private:
    void write(FindingText& text, const QString& sentence) const
    {
        const qsizetype end = endOfTitle(sentence);
        text.title = capitalised(sentence.left(end));
        text.numbers = capitalised(sentence.mid(end + 2));
    }
    // As a sentence begins, unless it begins with a name, which is as it is.
    QString capitalised(QString words) const
    {
        const std::string plain = words.toStdString();
        const bool isName = std::ranges::any_of(*m_snapshot.threads, [&](const store::Thread& thread) {
            return !thread.name.empty() && plain.starts_with(thread.name);
        });
        if (!isName && !words.isEmpty())
            words[0] = words[0].toUpper();
        return words;
    }
    void span(FindingText& text, std::int64_t fromNs, std::int64_t toNs) const
    {
        text.fromNs = fromNs;
        text.toNs = toNs;
        const auto seconds = [&](std::int64_t ns) { return QLocale().toString(m_snapshot.seconds(ns), 'f', 1); };
        text.when = tr("%1 – %2 s").arg(seconds(fromNs), seconds(toNs));
    }
    void finish(FindingText& text, FindingKind kind) const
    {
        text.tone = toneOf(kind);
        const auto cure = m_info ? control::cureOf(m_info->id, kind) : std::nullopt;
        const int index = cure ? scenario::indexOf(m_info->knobs, cure->knob) : -1;
        if (index < 0)
            return;
        text.tryKnob = cure->knob;
        text.tryValue = cure->value;
        text.tryText = m_info->knobs[static_cast<std::size_t>(index)].label + u' ' + cure->value;
    }

    const Snapshot& m_snapshot;
    const scenario::ScenarioInfo* m_info;
};

} // namespace

FindingTexts readFindings(const control::RunWatch& watch, const Snapshot& snapshot, const scenario::ScenarioInfo* info)
{
    const Reading reading(snapshot, info);
    FindingTexts texts;
    for (const control::DeadlockFacts& facts : watch.deadlocks())
        texts.current.push_back(reading.of(facts, snapshot.endNs));
    for (const analysis::Finding& finding : watch.findings().current())
        texts.current.push_back(reading.of(finding));
    for (const control::PastDeadlock& past : watch.past())
        texts.earlier.push_back(reading.of(past.facts, past.goneNs));
    for (const analysis::Finding& finding : watch.findings().past())
        texts.earlier.push_back(reading.of(finding));
    std::stable_sort(texts.earlier.begin(), texts.earlier.end(),
                     [](const FindingText& a, const FindingText& b) { return a.toNs < b.toNs; });
    return texts;
}

} // namespace lanescope::panels
