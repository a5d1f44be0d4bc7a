// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/log_model.h"

#include "ui/timeline/row_facts.h"

#include <numeric>

namespace lanescope::panels {
namespace {

using store::Mark;
using store::MarkKind;
using store::Snapshot;

const Mark& markAt(const Snapshot& snapshot, std::uint32_t key)
{
    return (*snapshot.marks)[key];
}

QString levelText(MarkKind kind)
{
    switch (kind) {
    case MarkKind::Knob:
        return LogModel::tr("knob");
    case MarkKind::Note:
        return LogModel::tr("info");
    case MarkKind::Warning:
        return LogModel::tr("warning");
    case MarkKind::Error:
        return LogModel::tr("error");
    case MarkKind::Paused:
        return LogModel::tr("paused");
    case MarkKind::Resumed:
        return LogModel::tr("resumed");
    case MarkKind::Lost:
        return LogModel::tr("lost");
    }
    return {};
}

QString lineText(const Mark& mark)
{
    const QString text = timeline::toQString(mark.text);
    if (mark.kind == MarkKind::Knob)
        return LogModel::tr("%1 set to %2").arg(timeline::toQString(mark.subject), text);
    return text;
}

} // namespace

LogModel::LogModel(QObject* parent)
    : FigureModel(parent)
{
    setColumns({
        {tr("Time"), tr("Since the start of the run."), Unit::Moment, QStringLiteral("9,999.999 s"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return static_cast<qlonglong>(markAt(s, key).timeNs - s.beginNs);
         }},
        {tr("Level"),
         {},
         Unit::Text,
         QStringLiteral("warning"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return levelText(markAt(s, key).kind); }},
        {tr("From"),
         {},
         Unit::Text,
         QStringLiteral("concurrent_requests"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return timeline::toQString(markAt(s, key).subject); }},
        {tr("Text"),
         {},
         Unit::Text,
         {},
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return lineText(markAt(s, key)); }},
    });
}

std::int64_t LogModel::momentNs(std::uint32_t key) const
{
    return markAt(snapshot(), key).timeNs;
}

std::vector<std::uint32_t> LogModel::keysOf(const Snapshot& snapshot) const
{
    std::vector<std::uint32_t> keys(snapshot.marks->size());
    std::iota(keys.begin(), keys.end(), 0U);
    return keys;
}

Severity LogModel::severity(std::uint32_t key) const
{
    switch (markAt(snapshot(), key).kind) {
    case MarkKind::Error:
        return Severity::Alarm;
    case MarkKind::Warning:
    case MarkKind::Lost:
        return Severity::Warning;
    case MarkKind::Paused:
    case MarkKind::Resumed:
        return Severity::Quiet;
    default:
        return Severity::Normal;
    }
}

} // namespace lanescope::panels
