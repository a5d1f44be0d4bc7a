// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/process_signal.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace lanescope::control;

class TestProcessSignal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void processesOfTheRunAreStoppedContinuedAndEnded();
    void childrenInAnotherGroupBelongToTheRun();
    void strangersAreLeftAlone();
    void whoHasEndedIsSaidToHaveEnded();
    void aZombieIsSaidToBeDead();
    void whoIsStoppedHearsOfItOnceContinued();
    void nonsenseIsRefused_data();
    void nonsenseIsRefused();

private:
    static char stateOf(qint64 pid)
    {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
        if (!stat.open(QIODevice::ReadOnly))
            return 'X';
        const QByteArray line = stat.readAll();
        return line.at(line.lastIndexOf(')') + 2);
    }

    // Stands for a lab: leads a group of its own, as a lab does.
    std::unique_ptr<QProcess> m_lab;
    qint64 m_child = 0;
};

void TestProcessSignal::init()
{
    m_lab = std::make_unique<QProcess>();
    m_lab->setChildProcessModifier([] { ::setpgid(0, 0); });
    // The child leaves the group, as a daemon would.
    m_lab->start(QStringLiteral("/bin/sh"),
                 {QStringLiteral("-c"), QStringLiteral("setsid sleep 60 & echo $!; wait; sleep 60")});
    QVERIFY(m_lab->waitForReadyRead(20'000));
    m_child = m_lab->readLine().trimmed().toLongLong();
    QVERIFY(m_child > 0);
}

void TestProcessSignal::cleanup()
{
    if (m_child > 0 && stateOf(m_child) != 'X')
        ::kill(static_cast<pid_t>(m_child), SIGKILL);
    m_lab->kill();
    m_lab->waitForFinished(20'000);
    m_lab.reset();
}

void TestProcessSignal::processesOfTheRunAreStoppedContinuedAndEnded()
{
    const qint64 lab = m_lab->processId();
    QVERIFY(signalProcessOfRun(lab, lab, ProcessSignal::Stop));
    QTRY_COMPARE(stateOf(lab), 'T');
    QVERIFY(signalProcessOfRun(lab, lab, ProcessSignal::Continue));
    QTRY_VERIFY(stateOf(lab) != 'T');
    QVERIFY(signalProcessOfRun(lab, lab, ProcessSignal::End));
    QTRY_COMPARE(m_lab->state(), QProcess::NotRunning);
    QCOMPARE(m_lab->exitStatus(), QProcess::CrashExit); // by a signal
}

void TestProcessSignal::childrenInAnotherGroupBelongToTheRun()
{
    QTRY_VERIFY(::getpgid(static_cast<pid_t>(m_child)) != m_lab->processId());
    QVERIFY(signalProcessOfRun(m_lab->processId(), m_child, ProcessSignal::Kill));
    QTRY_COMPARE(stateOf(m_child), 'X'); // the shell reaps it
}

void TestProcessSignal::strangersAreLeftAlone()
{
    QProcess stranger;
    stranger.start(QStringLiteral("/bin/sleep"), {QStringLiteral("60")});
    QVERIFY(stranger.waitForStarted(20'000));
    const auto refused = signalProcessOfRun(m_lab->processId(), stranger.processId(), ProcessSignal::Kill);
    QVERIFY(!refused);
    QVERIFY(QString::fromStdString(refused.error()).contains(QString::number(stranger.processId())));
    QVERIFY(!signalProcessOfRun(m_lab->processId(), ::getpid(), ProcessSignal::Stop));
    QCOMPARE(stranger.state(), QProcess::Running);
    QVERIFY(stateOf(stranger.processId()) != 'X');
    stranger.kill();
    QVERIFY(stranger.waitForFinished(20'000));
}

void TestProcessSignal::whoHasEndedIsSaidToHaveEnded()
{
    QProcess over;
    over.start(QStringLiteral("/bin/true"), {});
    QVERIFY(over.waitForStarted(20'000));
    const qint64 pid = over.processId();
    QVERIFY(over.waitForFinished(20'000));
    const auto refused = signalProcessOfRun(m_lab->processId(), pid, ProcessSignal::End);
    QVERIFY(!refused);
    QVERIFY(refused.error().find("ended") != std::string::npos);
}

void TestProcessSignal::aZombieIsSaidToBeDead()
{
    ::kill(static_cast<pid_t>(m_lab->processId()), SIGSTOP); // it asks for nobody's end any more
    QTRY_COMPARE(stateOf(m_lab->processId()), 'T');
    QVERIFY(signalProcessOfRun(m_lab->processId(), m_child, ProcessSignal::Kill));
    QTRY_COMPARE(stateOf(m_child), 'Z');
    const auto refused = signalProcessOfRun(m_lab->processId(), m_child, ProcessSignal::Kill);
    QVERIFY(!refused);
    const QString words = QString::fromStdString(refused.error());
    QVERIFY2(words.contains(QStringLiteral("zombie")), qPrintable(words));
    QVERIFY2(words.contains(QString::number(m_lab->processId())), qPrintable(words)); // for whom it waits
    ::kill(static_cast<pid_t>(m_lab->processId()), SIGCONT);
    QTRY_COMPARE(stateOf(m_child), 'X');
}

void TestProcessSignal::whoIsStoppedHearsOfItOnceContinued()
{
    const qint64 lab = m_lab->processId();
    const auto effectOf = [&](ProcessSignal signal) {
        const auto sent = signalProcessOfRun(lab, m_child, signal);
        return sent ? sent.value() : throw std::runtime_error(sent.error());
    };
    QCOMPARE(effectOf(ProcessSignal::Stop), SignalEffect::AtOnce);
    QTRY_COMPARE(stateOf(m_child), 'T');
    QCOMPARE(effectOf(ProcessSignal::End), SignalEffect::OnceContinued);
    QVERIFY(signalWords(m_child, ProcessSignal::End, SignalEffect::OnceContinued)
                .startsWith(signalWords(m_child, ProcessSignal::End)));
    QCOMPARE(stateOf(m_child), 'T');
    QCOMPARE(effectOf(ProcessSignal::Continue), SignalEffect::AtOnce);
    QTRY_COMPARE(stateOf(m_child), 'X');
}

void TestProcessSignal::nonsenseIsRefused_data()
{
    QTest::addColumn<qint64>("lab");
    QTest::addColumn<qint64>("pid");
    QTest::newRow("no run") << qint64(0) << qint64(::getpid());
    QTest::newRow("everybody") << qint64(1) << qint64(-1);
    QTest::newRow("our own group") << qint64(1) << qint64(0);
}

void TestProcessSignal::nonsenseIsRefused()
{
    QFETCH(qint64, lab);
    QFETCH(qint64, pid);
    QVERIFY(!signalProcessOfRun(lab, pid, ProcessSignal::Continue));
}

QTEST_GUILESS_MAIN(TestProcessSignal)
#include "tst_process_signal.moc"
