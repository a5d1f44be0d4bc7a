// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/findings/finding_reading.h"

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
    Reading(const Snapshot& snapshot, const control::RunKnobs& knobs)
        : m_snapshot(snapshot)
        , m_info(knobs.info)
        , m_atStart(knobs.atStart)
        , m_values(knobs.now)
    {
    }

    FindingText of(const analysis::Finding& finding) const
    {
        FindingText text;
        text.key = QString::number(finding.identity, 16);
        const control::Complaint complaint = control::complaintOf(m_snapshot, finding);
        write(text, QString::fromStdString(finding.text), complaint.threads);
        span(text, finding.fromNs, finding.toNs);
        for (const std::string& other : finding.alike)
            text.alike += QString::fromStdString(other);
        if (!finding.objects.empty())
            text.object = finding.objects.front();
        if (!finding.threads.empty())
            text.thread = finding.threads.front();
        finish(text, complaint);
        if (m_info && isOfBeforeTheTurn(finding))
            waitForVerdict(text);
        return text;
    }
    FindingText of(const control::DeadlockFacts& facts, std::int64_t endNs) const
    {
        FindingText text;
        text.key = QStringLiteral("deadlock ") + QString::number(facts.identity, 16);
        const control::Complaint complaint = control::complaintOf(facts);
        write(text, facts.sentence, complaint.threads);
        span(text, facts.deadlock.sinceNs, endNs);
        if (!facts.deadlock.sides.empty()) {
            text.object = facts.deadlock.sides.front().waitsFor;
            text.thread = facts.deadlock.sides.front().thread;
        }
        finish(text, complaint);
        return text;
    }

private:
    static void write(FindingText& text, const QString& sentence, const QStringList& names)
    {
        const qsizetype end = endOfTitle(sentence);
        text.title = capitalised(sentence.left(end), names);
        text.numbers = capitalised(sentence.mid(end + 2), names);
    }
    // As a sentence begins, unless it begins with a name, which is as it is.
    static QString capitalised(QString words, const QStringList& names)
    {
        const bool isName =
            std::ranges::any_of(names, [&](const QString& name) { return !name.isEmpty() && words.startsWith(name); });
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
    void finish(FindingText& text, const control::Complaint& complaint) const
    {
        text.tone = toneOf(complaint.kind);
        if (!m_info)
            return;
        const control::Advice advice = control::adviceFor(*m_info, m_values, complaint);
        text.advice = advice.words;
        if (!advice.cure) {
            offerNewStart(text, complaint);
            return;
        }
        const auto index = static_cast<std::size_t>(scenario::indexOf(m_info->knobs, advice.cure->knob));
        const scenario::Knob& knob = m_info->knobs[index];
        text.tryKnob = advice.cure->knob;
        text.tryValue = advice.cure->value;
        text.tryText = control::cureText(*m_info, *advice.cure);
        const bool isLive = knob.effect == scenario::KnobEffect::Live;
        text.tryTip = (isLive ? tr("Turn this knob, which stands at %1.")
                              : tr("Turn this knob, which stands at %1, and begin the run anew."))
                          .arg(knob.format(m_values[index]));
    }

    // A window that reaches back over a turned knob is not judged; what can happen stays, whatever is turned.
    bool isOfBeforeTheTurn(const analysis::Finding& finding) const
    {
        return finding.kind != FindingKind::PotentialDeadlock &&
               std::ranges::any_of(*m_snapshot.marks, [&](const store::Mark& mark) {
                   return mark.kind == store::MarkKind::Knob && mark.timeNs > finding.toNs;
               });
    }
    static void waitForVerdict(FindingText& text)
    {
        text.advice = tr("A knob was turned since. Two seconds later it is known whether this is gone.");
        text.tryKnob.clear();
        text.tryValue.clear();
        text.tryText.clear();
        text.tryTip.clear();
    }

    // A knob that was turned keeps it from coming back, but what hangs, or was done once, stays until the run ends.
    void offerNewStart(FindingText& text, const control::Complaint& complaint) const
    {
        const bool stays = complaint.kind == FindingKind::Deadlock || complaint.kind == FindingKind::PotentialDeadlock;
        if (!stays || !control::adviceFor(*m_info, m_atStart, complaint).cure)
            return;
        text.tryText = tr("start again");
        text.tryTip = tr("Begin the run anew, with the knobs as they stand now.");
    }

    const Snapshot& m_snapshot;
    const scenario::ScenarioInfo* m_info;
    const std::vector<scenario::KnobValue> m_atStart;
    const std::vector<scenario::KnobValue> m_values;
};

} // namespace

FindingTexts readFindings(const control::RunWatch& watch, const Snapshot& snapshot, const control::RunKnobs& knobs)
{
    const Reading reading(snapshot, knobs);
    const Reading readingOfPast(snapshot, {}); // nothing to try any more
    FindingTexts texts;
    for (const control::DeadlockFacts& facts : watch.deadlocks())
        texts.current.push_back(reading.of(facts, snapshot.endNs));
    for (const analysis::Finding& finding : watch.findings().current())
        texts.current.push_back(reading.of(finding));
    for (const control::PastDeadlock& past : watch.past())
        texts.earlier.push_back(readingOfPast.of(past.facts, past.goneNs));
    for (const analysis::Finding& finding : watch.findings().past())
        texts.earlier.push_back(readingOfPast.of(finding));
    std::stable_sort(texts.earlier.begin(), texts.earlier.end(),
                     [](const FindingText& a, const FindingText& b) { return a.toNs < b.toNs; });
    return texts;
}

} // namespace lanescope::panels
