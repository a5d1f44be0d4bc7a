// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/site_process.h"

#include "core/sync/child_process.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

constexpr int kStartMs = 10'000;
constexpr int kAnswerMs = 3000;
constexpr int kEndMs = 2000;
constexpr qint64 kLongestLine = qint64{1} << 20;

Error failure(const QString& sentence)
{
    return Error{sentence.toStdString()};
}

} // namespace

SiteProcess::SiteProcess(QObject* parent)
    : QObject(parent)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    sync::endWithParent(m_process);
    connect(&m_process, &QProcess::finished, this, &SiteProcess::ended);
}

SiteProcess::~SiteProcess()
{
    m_expected = true;
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.write("quit\n");
    m_process.closeWriteChannel();
    if (m_process.waitForFinished(kEndMs))
        return;
    m_process.kill();
    m_process.waitForFinished(kEndMs);
}

QString SiteProcess::programBesideThis()
{
    return QCoreApplication::applicationDirPath() + u"/lanescope-site"_s;
}

Status SiteProcess::start(const QString& program, const QStringList& arguments)
{
    m_process.start(program, arguments);
    if (!m_process.waitForStarted(kStartMs))
        return failure(u"The built-in site could not be started (%1: %2); check that it is installed."_s.arg(
            program, m_process.errorString()));
    m_pid = m_process.processId();
    trace::processSpawned(static_cast<std::int32_t>(m_pid), trace::Recorder::intern("lanescope-site"));
    const QDeadlineTimer deadline(kStartMs);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return failure(u"The built-in site did not say where it listens: %1."_s.arg(m_process.errorString()));
    }
    Status taken = takeAddresses(m_process.readLine(kLongestLine));
    if (taken)
        connect(&m_process, &QProcess::readyReadStandardOutput, this, &SiteProcess::readAnswers);
    return taken;
}

Status SiteProcess::takeAddresses(const QByteArray& line)
{
    const QJsonArray hosts = QJsonDocument::fromJson(line).object().value("hosts"_L1).toArray();
    for (const QJsonValue& host : hosts) {
        const Result<Url> url = Url::fromUser(host.toObject().value("url"_L1).toString());
        if (!url)
            return Error{"The built-in site gave an address that is none: " + url.error()};
        m_urls.push_back(url.value());
    }
    if (m_urls.empty())
        return failure(
            u"The built-in site gave no address, but this: %1"_s.arg(QString::fromUtf8(line.left(200)).trimmed()));
    return Done{};
}

void SiteProcess::send(const QByteArray& line)
{
    if (m_process.state() != QProcess::Running)
        return;
    ++m_asked;
    m_process.write(line + '\n');
}

void SiteProcess::set(const QString& knob, const QString& value)
{
    send("set " + knob.toUtf8() + ' ' + value.toUtf8());
}

void SiteProcess::mark()
{
    send("mark"_ba);
}

QJsonObject SiteProcess::counters()
{
    send("counters"_ba);
    const QDeadlineTimer deadline(kAnswerMs);
    readAnswers();
    while (m_answered < m_asked) {
        if (!m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return {};
        readAnswers();
    }
    return m_lastAnswer;
}

void SiteProcess::readAnswers()
{
    while (m_process.canReadLine()) {
        m_lastAnswer = QJsonDocument::fromJson(m_process.readLine(kLongestLine)).object();
        ++m_answered;
        if (!m_lastAnswer.value("ok"_L1).toBool())
            Q_EMIT refused(m_lastAnswer.value("error"_L1).toString());
    }
}

void SiteProcess::ended(int exitCode, QProcess::ExitStatus status)
{
    // QProcess tells a signal's number as the exit code of a crash.
    const bool crashed = status == QProcess::CrashExit;
    trace::processExited(static_cast<std::int32_t>(m_pid), crashed ? 0 : exitCode, crashed ? exitCode : 0);
    if (!m_expected)
        Q_EMIT failed((crashed ? u"The built-in site was ended by signal %1; run again."_s
                               : u"The built-in site ended by itself with exit code %1; run again."_s)
                          .arg(exitCode));
}

} // namespace lanescope::crawl
