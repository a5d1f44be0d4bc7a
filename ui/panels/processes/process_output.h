// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;

namespace lanescope::panels {

/// What a process has written to its standard output and, marked as such, to its standard error: the newest
/// kMostOutputLines lines that the run's log has of it. Pure. O(marks)
QStringList outputOf(const store::Snapshot& snapshot, const store::Process& process);
inline constexpr qsizetype kMostOutputLines = 500;

/// Of all processes of the run, each line with the number of its writer.
QStringList outputOfAll(const store::Snapshot& snapshot);

/// Shows that of the process that is chosen; while none is, of all. Threads: GUI.
class ProcessOutput : public QWidget {
    Q_OBJECT

public:
    explicit ProcessOutput(QWidget* parent = nullptr);

    void setSnapshot(store::SnapshotPtr snapshot);
    void setProcess(std::optional<store::ProcessIndex> process);
    QString text() const;

    QSize sizeHint() const override { return {300, 160}; }

protected:
    void changeEvent(QEvent* event) override;

private:
    static QString titleOf(const store::Process& process, qsizetype lines);
    void refresh();
    void tint();

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    std::optional<store::ProcessIndex> m_process;
    std::size_t m_marksSeen = 0; ///< more of them: there may be something new
    QLabel* m_title;
    QPlainTextEdit* m_lines;
};

} // namespace lanescope::panels
