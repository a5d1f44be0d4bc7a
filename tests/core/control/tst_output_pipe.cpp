// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/output_pipe.h"

#include <QProcess>
#include <QTest>

#include <map>

using namespace lanescope::control;

class TestOutputPipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesAreThoseOfTheirWriters();
    void outputAndErrorAreToldApart();
    void aLineWithoutItsEndIsToldInTheEnd();
    void childrenOfChildrenAreToldApart();
    void subjectsNameTheWriter();

private:
    // Runs scripts at the same time, all writing into the two pipes; gives their numbers.
    std::vector<qint64> run(const std::vector<QString>& scripts)
    {
        m_lines.clear();
        OutputPipe output(OutputStream::Standard);
        OutputPipe errors(OutputStream::Error);
        for (const OutputPipe* pipe : {&output, &errors})
            connect(pipe, &OutputPipe::line, this, [this](const OutputLine& line) { m_lines.push_back(line); });
        std::vector<std::unique_ptr<QProcess>> processes;
        std::vector<qint64> pids;
        for (const QString& script : scripts) {
            auto process = std::make_unique<QProcess>();
            process->setProcessChannelMode(QProcess::ForwardedChannels);
            process->setChildProcessModifier([&] {
                output.becomeItsOutput();
                errors.becomeItsOutput();
            });
            process->start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), script});
            pids.push_back(process->processId());
            processes.push_back(std::move(process));
        }
        for (const auto& process : processes) {
            if (!process->waitForFinished())
                return {};
        }
        output.closeWriteEnd();
        errors.closeWriteEnd();
        output.readRest();
        errors.readRest();
        return pids;
    }
    QStringList linesOf(qint64 pid, OutputStream stream = OutputStream::Standard) const
    {
        QStringList lines;
        for (const OutputLine& line : m_lines) {
            if (line.pid == pid && line.stream == stream)
                lines << line.text;
        }
        return lines;
    }

    std::vector<OutputLine> m_lines;
};

void TestOutputPipe::linesAreThoseOfTheirWriters()
{
    // Each writes its lines in two pieces, so that those of several would mix if they came through one stream.
    const QString script = QStringLiteral("for i in 1 2 3 4 5 6 7 8; do printf '%1-'; printf \"$i\\n\"; done");
    const auto pids = run({script.arg(QChar(u'a')), script.arg(QChar(u'b')), script.arg(QChar(u'c'))});
    QCOMPARE(pids.size(), std::size_t{3});
    for (std::size_t i = 0; i < 3; ++i) {
        QStringList expected;
        for (int n = 1; n <= 8; ++n)
            expected << QStringLiteral("%1-%2").arg(QChar(u'a' + static_cast<char16_t>(i))).arg(n);
        QCOMPARE(linesOf(pids[i]), expected);
    }
    QCOMPARE(m_lines.size(), std::size_t{24});
}

void TestOutputPipe::outputAndErrorAreToldApart()
{
    const auto pids = run({QStringLiteral("echo fine; echo wrong >&2")});
    QCOMPARE(linesOf(pids.at(0)), QStringList{QStringLiteral("fine")});
    QCOMPARE(linesOf(pids.at(0), OutputStream::Error), QStringList{QStringLiteral("wrong")});
}

void TestOutputPipe::aLineWithoutItsEndIsToldInTheEnd()
{
    const auto pids = run({QStringLiteral("printf 'no end'")});
    QCOMPARE(linesOf(pids.at(0)), QStringList{QStringLiteral("no end")});
}

void TestOutputPipe::childrenOfChildrenAreToldApart()
{
    const auto pids = run({QStringLiteral("echo parent; sh -c 'echo $$; exit 0'; true")});
    QCOMPARE(m_lines.size(), std::size_t{2});
    QCOMPARE(linesOf(pids.at(0)), QStringList{QStringLiteral("parent")});
    QCOMPARE(m_lines.at(1).text, QString::number(m_lines.at(1).pid)); // it says its own number
}

void TestOutputPipe::subjectsNameTheWriter()
{
    QCOMPARE(outputSubject(4711, OutputStream::Error), std::string("stderr 4711"));
    QCOMPARE(outputSubject(0, OutputStream::Standard), std::string("lab"));
}

QTEST_GUILESS_MAIN(TestOutputPipe)
#include "tst_output_pipe.moc"
