// SPDX-License-Identifier: GPL-3.0-or-later
// However much a child writes, few lines of it are told, and none is lost without a word.
#include "core/scenario/processes/child_lines.h"

#include <QTest>

using lanescope::scenario::ChildLines;

class TestChildLines : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesComeAsTheyAre();
    void whatComesAgainIsCounted();
    void ofAFloodTheNumberIsTold();
    void aLineWithoutEndIsCut();

private:
    QList<QByteArray> m_told;
    ChildLines lines()
    {
        m_told.clear();
        return ChildLines([this](const QByteArray& line) { m_told << line; });
    }
};

void TestChildLines::linesComeAsTheyAre()
{
    ChildLines child = lines();
    child.take("one\ntw");
    child.take("o\n\nrest");
    QCOMPARE(m_told, QList<QByteArray>({"one", "two", ""}));
    child.close();
    QCOMPARE(m_told.last(), QByteArray("rest"));
}

void TestChildLines::whatComesAgainIsCounted()
{
    ChildLines child = lines();
    for (int i = 0; i < 50; ++i)
        child.take("alive\n");
    child.close();
    int repeats = 0;
    for (const QByteArray& line : std::as_const(m_told)) {
        QVERIFY(line.startsWith("alive"));
        repeats += line.contains('(') ? line.mid(line.indexOf('(') + 1).split(' ').first().toInt() : 1;
    }
    QCOMPARE(repeats, 50);
    QVERIFY(m_told.size() < 10);
}

void TestChildLines::ofAFloodTheNumberIsTold()
{
    ChildLines child = lines();
    for (int i = 0; i < 1000; ++i)
        child.take(QByteArray::number(i) + '\n');
    child.close();
    int leftOut = 0;
    int shown = 0;
    for (const QByteArray& line : std::as_const(m_told)) {
        if (line.startsWith('('))
            leftOut += line.mid(line.indexOf(": ") + 2).chopped(1).toInt();
        else
            ++shown;
    }
    QCOMPARE(shown + leftOut, 1000);
    QVERIFY(shown < 1000);
}

void TestChildLines::aLineWithoutEndIsCut()
{
    ChildLines child = lines();
    child.take(QByteArray(1'000'000, 'x'));
    QCOMPARE(m_told.size(), 1);
    QCOMPARE(m_told.first().size(), ChildLines::kLongestLine);
}

QTEST_GUILESS_MAIN(TestChildLines)
#include "tst_child_lines.moc"
