// SPDX-License-Identifier: GPL-3.0-or-later
// Each scenario has a page, the page has its parts, and what can be clicked on it turns a knob that there is.
#include "core/scenario/catalogue.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace lanescope::scenario;

namespace {

QString pageOf(const QString& id)
{
    QFile file(QStringLiteral(LANESCOPE_PAGES "/%1.md").arg(id));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// From one heading to the next.
QString partOf(const QString& page, const QString& heading)
{
    const qsizetype begin = page.indexOf(QStringLiteral("\n## ") + heading);
    return begin < 0 ? QString() : page.mid(begin, page.indexOf(QStringLiteral("\n## "), begin + 4) - begin);
}

} // namespace

class TestPages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPageIsWhole_data();
    void everyPageIsWhole();
    void everyLinkTurnsAKnob_data() { everyPageIsWhole_data(); }
    void everyLinkTurnsAKnob();
    void codeFitsThePanel_data() { everyPageIsWhole_data(); }
    void codeFitsThePanel();
};

void TestPages::everyPageIsWhole_data()
{
    QTest::addColumn<QString>("id");
    for (const ScenarioInfo& info : Catalogue::instance().all())
        QTest::newRow(qPrintable(info.id)) << info.id;
}

void TestPages::everyPageIsWhole()
{
    QFETCH(QString, id);
    const QString page = pageOf(id);
    QVERIFY(!page.isEmpty());
    for (const char* part : {"What to look for", "Try this", "In Python", "In Qt", "Result", "The pitfall"})
        QVERIFY2(!partOf(page, QString::fromLatin1(part)).isEmpty(), part);
    QVERIFY2(partOf(page, QStringLiteral("Try this")).count(QStringLiteral("](knob:")) >= 3, "three things to try");
}

void TestPages::everyLinkTurnsAKnob()
{
    QFETCH(QString, id);
    static const QRegularExpression link(QStringLiteral("\\]\\(knob:([^=)]*)=([^)]*)\\)"));
    const std::vector<Knob>& knobs = Catalogue::instance().find(id)->knobs;
    for (auto found = link.globalMatch(pageOf(id)); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const int index = indexOf(knobs, match.captured(1));
        QVERIFY2(index >= 0, qPrintable(match.captured()));
        const auto value = knobs[static_cast<std::size_t>(index)].parse(match.captured(2));
        QVERIFY2(value.ok(), value.ok() ? "" : value.error().c_str());
    }
}

// What is longer goes on below, which is harder to read; a line that imports is not worth two.
void TestPages::codeFitsThePanel()
{
    QFETCH(QString, id);
    constexpr int kColumns = 44;
    const QStringList parts = pageOf(id).split(QStringLiteral("```"));
    for (qsizetype i = 1; i < parts.size(); i += 2) {
        for (const QString& line : parts[i].split(u'\n')) {
            if (!line.startsWith(QStringLiteral("from ")))
                QVERIFY2(line.size() <= kColumns, qPrintable(line));
        }
    }
}

QTEST_GUILESS_MAIN(TestPages)
#include "tst_pages.moc"
