// SPDX-License-Identifier: GPL-3.0-or-later
// What stands under "In Python" on each page is a program that runs as it stands, and it ends.
#include "core/scenario/catalogue.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace lanescope::scenario;

namespace {

constexpr int kLongestMs = 60'000; // a second or two on an idle machine

QStringList samplesOf(const QString& id)
{
    QFile file(QStringLiteral(LANESCOPE_PAGES "/%1.md").arg(id));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString part = QString::fromUtf8(file.readAll());
    part.remove(0, part.indexOf(QStringLiteral("\n## In Python")));
    part.truncate(part.indexOf(QStringLiteral("\n## In Qt")));
    static const QRegularExpression code(QStringLiteral("```python\n(.*?)```"),
                                         QRegularExpression::DotMatchesEverythingOption);
    QStringList samples;
    for (auto found = code.globalMatch(part); found.hasNext();)
        samples.append(found.next().captured(1));
    return samples;
}

} // namespace

class TestPageSamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runs_data();
    void runs();
};

void TestPageSamples::runs_data()
{
    QTest::addColumn<QString>("sample");
    for (const ScenarioInfo& info : Catalogue::instance().all()) {
        const QStringList samples = samplesOf(info.id);
        for (qsizetype i = 0; i < samples.size(); ++i)
            QTest::addRow("%s %d", qPrintable(info.id), static_cast<int>(i) + 1) << samples[i];
    }
}

void TestPageSamples::runs()
{
    QFETCH(QString, sample);
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty())
        QSKIP("There is no python3.");
    const QTemporaryDir folder;
    QFile program(folder.filePath(QStringLiteral("sample.py")));
    QVERIFY(program.open(QIODevice::WriteOnly));
    program.write(sample.toUtf8());
    program.close();
    QProcess run;
    run.setWorkingDirectory(folder.path());
    run.start(python, {program.fileName()});
    const bool ended = run.waitForFinished(kLongestMs);
    if (!ended) {
        run.kill();
        run.waitForFinished();
    }
    QVERIFY2(ended, "it does not end");
    const QByteArray complaint = run.readAllStandardError();
    if (complaint.contains("ModuleNotFoundError"))
        QSKIP("It needs a package that is not there.");
    QVERIFY2(run.exitStatus() == QProcess::NormalExit && run.exitCode() == 0, complaint.constData());
}

QTEST_GUILESS_MAIN(TestPageSamples)
#include "tst_page_samples.moc"
