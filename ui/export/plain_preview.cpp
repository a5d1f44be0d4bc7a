// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/plain_preview.h"

#include "core/session/tables.h"
#include "ui/export/export_snapshot.h"

#include <QCoreApplication>

namespace lanescope::exporting {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(lanescope::exporting::PlainPreview)
};

constexpr int kPreviewRows = 10;

QString line(const std::vector<session::Cell>& cells)
{
    return QString::fromUtf8(session::csvLine(cells)).trimmed();
}

QString firstLines(session::TableKind table, const store::Snapshot& snapshot)
{
    QStringList lines{session::tableColumns(table).join(QLatin1Char(','))};
    session::eachTableRow(table, snapshot, [&lines](const std::vector<session::Cell>& cells) {
        lines << line(cells);
        return lines.size() <= kPreviewRows;
    });
    return lines.join(QLatin1Char('\n'));
}

} // namespace

QString plainPreview(const store::Snapshot& snapshot, const ExportRequest& request)
{
    switch (request.format) {
    case ExportFormat::Chrome:
        return Texts::tr("Every task, wait, hold, request and queue depth.\n"
                         "Opens in Perfetto, Chrome, Firefox Profiler, Tracy, Qt Creator and speedscope.");
    case ExportFormat::Perfetto:
        return Texts::tr("Every task, state, hold, request and queue depth, in Perfetto's own format.\n"
                         "Opens in Perfetto; smaller and faster to open than a Chrome trace.");
    case ExportFormat::Session:
        return Texts::tr("All that was recorded. Opens in Lanescope, where it looks as it does now.");
    default:
        break;
    }
    const std::optional<session::TableKind> table = tableOf(request.view);
    return table ? firstLines(*table, snapshot) : QString();
}

} // namespace lanescope::exporting
