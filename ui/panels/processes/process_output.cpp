// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/processes/process_output.h"

#include "core/control/output_pipe.h"
#include "ui/panels/processes/process_words.h"
#include "ui/theme/colours.h"
#include "ui/timeline/row_facts.h"

#include <QEvent>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>

namespace lanescope::panels {

using control::OutputStream;

// Numbers of processes are used again: lines count for the process that had the number then.
QStringList outputOf(const store::Snapshot& snapshot, const store::Process& process)
{
    constexpr std::int64_t kReadLaterNs = 1'000'000'000; // lines come a while after they were written
    const std::string standard = control::outputSubject(process.pid, OutputStream::Standard);
    const std::string error = control::outputSubject(process.pid, OutputStream::Error);
    QStringList lines;
    for (const store::Mark& mark : *snapshot.marks) {
        const bool isError = mark.subject == error;
        const bool isTooLate = process.endNs && mark.timeNs > *process.endNs + kReadLaterNs;
        if ((!isError && mark.subject != standard) || mark.timeNs < process.startNs || isTooLate)
            continue;
        const QString text = timeline::toQString(mark.text);
        lines << (isError ? ProcessOutput::tr("stderr: %1").arg(text) : text);
    }
    return lines.mid(std::max<qsizetype>(0, lines.size() - kMostOutputLines));
}

QStringList outputOfAll(const store::Snapshot& snapshot)
{
    QStringList lines;
    for (const store::Mark& mark : *snapshot.marks) {
        const bool isError = mark.subject.starts_with("stderr ");
        if (!isError && !mark.subject.starts_with("stdout "))
            continue;
        const QString writer = timeline::toQString(std::string_view(mark.subject).substr(sizeof("stdout")));
        const QString text = timeline::toQString(mark.text);
        lines << (isError ? ProcessOutput::tr("%1, stderr: %2").arg(writer, text)
                          : ProcessOutput::tr("%1: %2").arg(writer, text));
    }
    return lines.mid(std::max<qsizetype>(0, lines.size() - kMostOutputLines));
}

ProcessOutput::ProcessOutput(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_lines(new QPlainTextEdit(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 6, 4, 0);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    layout->addWidget(m_lines, 1);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_title->setBuddy(m_lines);
    m_lines->setReadOnly(true);
    m_lines->setFrameShape(QFrame::NoFrame);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setTabChangesFocus(true);
    m_lines->setUndoRedoEnabled(false);
    m_lines->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_lines->setAccessibleName(tr("Standard output and error of the chosen process"));
    setMinimumWidth(160);
    tint();
    refresh();
}

QString ProcessOutput::text() const
{
    return m_lines->toPlainText();
}

void ProcessOutput::setSnapshot(store::SnapshotPtr snapshot)
{
    const bool another = snapshot->beginNs != m_snapshot->beginNs;
    m_snapshot = std::move(snapshot);
    if (another)
        m_process.reset();
    if (another || m_snapshot->marks->size() != m_marksSeen)
        refresh();
}

void ProcessOutput::setProcess(std::optional<store::ProcessIndex> process)
{
    m_process = process;
    refresh();
}

QString ProcessOutput::titleOf(const store::Process& process, qsizetype lines)
{
    const QString name = tr("%1 (%2)").arg(processName(process)).arg(process.pid);
    if (lines == 0)
        return tr("%1 has written nothing. Bytes that it and its parent exchange through a pipe are not shown.")
            .arg(name);
    return lines < kMostOutputLines ? tr("Output of %1").arg(name)
                                    : tr("Output of %1, its last %2 lines").arg(name).arg(lines);
}

void ProcessOutput::refresh()
{
    m_marksSeen = m_snapshot->marks->size();
    const bool known = m_process && static_cast<std::size_t>(*m_process) < m_snapshot->processes->size();
    const QStringList lines = known ? outputOf(*m_snapshot, m_snapshot->process(*m_process)) : outputOfAll(*m_snapshot);
    m_title->setText(known ? titleOf(m_snapshot->process(*m_process), lines.size())
                     : lines.isEmpty()
                         ? tr("No process has written anything. Their standard output and error appear here.")
                         : tr("Output of all processes, by their numbers. Choose one to see only its own."));
    const QString text = lines.join(u'\n');
    if (text == m_lines->toPlainText())
        return; // setting it again would lose what is selected
    const QScrollBar* bar = m_lines->verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum();
    const int place = bar->value();
    m_lines->setPlainText(text);
    m_lines->verticalScrollBar()->setValue(atEnd ? m_lines->verticalScrollBar()->maximum() : place);
}

void ProcessOutput::tint()
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, colours.textSecondary);
    m_title->setPalette(quiet);
    QPalette plain = m_lines->palette();
    plain.setColor(QPalette::Base, colours.panel);
    plain.setColor(QPalette::Text, colours.text);
    m_lines->setPalette(plain);
}

void ProcessOutput::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

} // namespace lanescope::panels
