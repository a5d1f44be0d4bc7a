// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/run_command.h"

#include "app/lanescope/report_output.h"
#include "app/lanescope/standard_output.h"
#include "app/lanescope/summary_table.h"
#include "app/lanescope/unix_signals.h"
#include "core/control/run_report.h"
#include "core/session/safe_file.h"
#include "core/session/session_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QLocale>

#include <cstdio>

namespace lanescope::app {
namespace {

constexpr int kProgressMs = 100;
constexpr double kDeadlockS = 1;

QString figures(const store::Snapshot& snapshot)
{
    QStringList parts;
    std::uint64_t requests = 0;
    for (const std::uint64_t count : snapshot.requests->byOutcome)
        requests += count;
    if (requests > 0)
        parts += RunCommand::tr("%1 requests").arg(requests);
    std::uint64_t taken = 0;
    for (const store::Object& object : *snapshot.objects)
        taken += object.lock ? object.lock->acquisitions : 0;
    if (taken > 0)
        parts += RunCommand::tr("%1 locks taken").arg(taken);
    parts += RunCommand::tr("%1 records/s").arg(qRound64(snapshot.recording.recordsPerSecond));
    parts += RunCommand::tr("%1 dropped").arg(snapshot.recording.dropped);
    return parts.join(QStringLiteral(", "));
}

bool isCrawl(const QJsonObject& status)
{
    return status.contains(QLatin1String("pages_per_s"));
}

// "1,204 pages, 41/s, 380 waiting, 2 errors, held by slot cap (concurrent_requests_per_domain)"
QString crawlFigures(const QJsonObject& status)
{
    const auto whole = [&status](const char* key) {
        return QLocale().toString(status[QLatin1String(key)].toInteger());
    };
    if (const QString trouble = status[QLatin1String("trouble")].toString(); !trouble.isEmpty())
        return RunCommand::tr("%1 pages, %2 errors. %3").arg(whole("pages"), whole("errors"), trouble);
    const QJsonObject limits = status[QLatin1String("limits")].toObject();
    const QString knob = limits[QLatin1String("knob")].toString();
    QString text = RunCommand::tr("%1 pages, %2/s, %3 on the wire, %4 waiting, %5 errors")
                       .arg(whole("pages"), QLocale().toString(status[QLatin1String("pages_per_s")].toDouble(), 'f', 0),
                            whole("on_the_wire"), whole("waiting"), whole("errors"));
    // What waits for the rate of bytes is on the wire.
    const bool anyWaits =
        status[QLatin1String("waiting")].toInteger() > 0 || status[QLatin1String("on_the_wire")].toInteger() > 0;
    if (knob.isEmpty() || !anyWaits)
        return text;
    if (knob == QLatin1String("crawl_delay_max"))
        text += RunCommand::tr(", held by the Crawl-delay of robots.txt (%1)").arg(knob);
    else if (knob == QLatin1String("welcome_at"))
        text += RunCommand::tr(", held by what a public host is owed (%1)").arg(knob);
    else if (knob == QLatin1String("open_files"))
        text += RunCommand::tr(", held by the limit of open connections (%1, see ulimit -n)").arg(knob);
    else
        text += RunCommand::tr(", held by %1 (%2)").arg(limits[QLatin1String("gate")].toString(), knob);
    return text;
}

// A long run has more requests than are kept of it.
QString incompleteness(const QString& file, const QJsonObject& report)
{
    const QJsonObject requests = report[QLatin1String("requests")].toObject();
    const qint64 count = requests[QLatin1String("count")].toInteger();
    const qint64 kept = requests[QLatin1String("kept")].toInteger();
    if (!file.endsWith(QLatin1String("/requests.csv")) || kept >= count)
        return {};
    return RunCommand::tr(": the newest %1 of %2 requests").arg(QLocale().toString(kept), QLocale().toString(count));
}

bool endedInTheMiddle(const RunOptions& options, const control::RunResult& result)
{
    return !options.outFolder.isEmpty() && options.request.scenario == QLatin1String("crawl.url") &&
           result.durationS > 0 && !result.result.contains(QLatin1String("statistics")) &&
           QFile::exists(QDir(options.outFolder).filePath(QStringLiteral("urls.csv")));
}

Exit complain(const std::string& error)
{
    std::fprintf(stderr, "lanescope: %s\n", error.c_str());
    return Exit::RunFailed;
}

} // namespace

RunCommand::RunCommand(RunOptions options)
    : m_options(std::move(options))
    , m_progress(m_options.quiet)
{
    connect(&m_controller, &control::RunController::finished, this, &RunCommand::finished, Qt::QueuedConnection);
    connect(&m_controller, &control::RunController::logLine, this,
            [this](int, const QString& line) { m_progress.say(line); });
    connect(&m_timer, &QTimer::timeout, this, &RunCommand::showProgress);
    onInterrupt(this, [this](int count) {
        if (count > 1)
            QCoreApplication::exit(static_cast<int>(Exit::RunFailed));
        m_progress.say(tr("Stopping. A second Ctrl-C leaves at once, without the result."));
        m_controller.stop();
    });
}

Status RunCommand::prepare() const
{
    QStringList targets;
    if (!m_options.saveFile.isEmpty())
        targets += m_options.saveFile;
    if (!m_options.outFolder.isEmpty()) {
        if (!QDir().mkpath(m_options.outFolder)) // the lab writes into it too, while it runs
            return Error{tr("The folder '%1' could not be made. Choose one that can be written with --out.")
                             .arg(m_options.outFolder)
                             .toStdString()};
        targets += QDir(m_options.outFolder).filePath(QStringLiteral("trace.json"));
    }
    for (const QString& target : targets) {
        session::SafeFile trial(target);
        if (Status opened = trial.open(); !opened)
            return opened;
    }
    return Done{};
}

void RunCommand::start()
{
    m_startedAt = QDateTime::currentDateTimeUtc();
    control::RunRequest request = m_options.request;
    if (request.durationS <= 0)
        request.endDeadlockAfterS = kDeadlockS; // nobody is there to stop it
    m_controller.start(request);
    m_timer.start(kProgressMs);
}

void RunCommand::showProgress()
{
    const store::SnapshotPtr snapshot = m_controller.snapshot();
    const QJsonObject status = m_controller.status();
    const double passedS = snapshot->seconds(snapshot->endNs);
    const double wholeS = m_options.request.durationS;
    const QString time = QString::number(passedS, 'f', 1) + QStringLiteral(" s");
    m_progress.show(
        wholeS > 0 ? passedS / wholeS : -1.0,
        QStringLiteral("%1  %2  %3")
            .arg(m_options.request.scenario, time, isCrawl(status) ? crawlFigures(status) : figures(*snapshot)));
}

void RunCommand::finished(const control::RunResult& result)
{
    m_timer.stop();
    if (!m_options.outFolder.isEmpty())
        m_progress.show(-1.0, tr("%1  writing into %2").arg(m_options.request.scenario, m_options.outFolder));
    QStringList files;
    Exit code = exitFor(result.outcome, m_controller.scenario());
    if (const Exit written = writeFiles(result, files); written != Exit::Done)
        code = written;
    const QJsonObject report = control::runReport(m_controller.request(), result, *m_controller.snapshot(), files);
    const QByteArray text =
        m_options.json ? QJsonDocument(report).toJson(QJsonDocument::Indented) : summaryTable(report).toUtf8();
    if (const Status shown = writeToStandardOutput(text); !shown)
        code = complain(shown.error());
    if (m_options.json && !result.message.isEmpty())
        m_progress.say(result.message);
    // A lab that ended too early has not said what is missing in it.
    if (code != Exit::Done && endedInTheMiddle(m_options, result))
        m_progress.say(tr("urls.csv has what had been written when the run ended so, and is not whole."));
    for (const QString& file : files)
        m_progress.say(tr("Wrote %1").arg(file) + incompleteness(file, report));
    QCoreApplication::exit(static_cast<int>(code));
}

Exit RunCommand::writeFiles(const control::RunResult& result, QStringList& files)
{
    const session::SessionInfo info = sessionInfo(m_controller.request(), result, m_startedAt);
    const store::SnapshotPtr snapshot = m_controller.snapshot();
    Exit code = Exit::Done;
    if (!m_options.saveFile.isEmpty()) {
        if (const Status saved = session::saveSession(*snapshot, info, m_options.saveFile); saved)
            files += m_options.saveFile;
        else
            code = complain(saved.error());
    }
    if (!m_options.outFolder.isEmpty()) {
        if (auto extra = writeResult(result.result, m_options.request, m_options.outFolder); extra)
            files += extra.value();
        else
            code = complain(extra.error());
        if (const Status written = writeOutputs(snapshot, info, m_options.outFolder, files); !written)
            code = complain(written.error());
    }
    return code;
}

Exit RunCommand::exitFor(control::RunOutcome outcome, const scenario::ScenarioInfo* scenario)
{
    switch (outcome) {
    case control::RunOutcome::Completed:
    case control::RunOutcome::Stopped:
        return Exit::Done;
    case control::RunOutcome::Deadlock:
        return scenario != nullptr && scenario->mayDeadlock ? Exit::Done : Exit::Deadlock;
    case control::RunOutcome::Failed:
        break;
    }
    return Exit::RunFailed;
}

int executeRun(const RunOptions& options)
{
    RunCommand command(options);
    if (const Status ready = command.prepare(); !ready)
        return static_cast<int>(complain(ready.error()));
    command.start();
    return QCoreApplication::exec();
}

} // namespace lanescope::app
