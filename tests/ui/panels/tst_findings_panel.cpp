// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/findings/finding_card.h"
#include "ui/panels/findings/findings_panel.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;

class TestFindingsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Light); }
    void init();
    void nothingFoundSaysSo();
    void cardsComeAndGoAndKeepTheirOrder();
    void aCardThatStaysKeepsTheFocus();
    void linksAskForTheMomentAndTheKnob();
    void aCardWithoutAKnobOffersNone();
    void whatHelpsWhereNoKnobDoesIsSaid();
    void whatIsAlikeUnfolds();
    void keyboardShowsIt();
    void whatIsOverStandsBelow();
    void whatIsPickedOfEarlierStaysAsItWas();
    void textsOfProgramsAreNotMarkup();

private:
    static FindingText finding(const QString& key, const QString& title)
    {
        FindingText made;
        made.key = key;
        made.title = title;
        made.numbers = QStringLiteral("busy 84 % of the last 3 s");
        made.when = QStringLiteral("11.3 – 14.2 s");
        made.fromNs = 11'300'000'000;
        made.toNs = 14'200'000'000;
        made.tryText = QStringLiteral("parse threads 1");
        made.tryKnob = QStringLiteral("parse_threads");
        made.tryValue = QStringLiteral("1");
        return made;
    }
    QStringList titles() const
    {
        QStringList texts;
        for (const FindingCard* card : m_panel->cards())
            texts << card->accessibleName();
        return texts;
    }
    static QPushButton* button(const FindingCard* card, const QString& start)
    {
        for (auto* one : card->findChildren<QPushButton*>()) {
            if (one->isVisibleTo(card) && one->text().startsWith(start))
                return one;
        }
        return nullptr;
    }

    const FindingText m_convoy = finding(QStringLiteral("convoy"), QStringLiteral("A convoy behind “frontier”"));
    const FindingText m_serial = finding(QStringLiteral("serial"), QStringLiteral("“frontier” serialises the parsers"));
    const FindingText m_lag = finding(QStringLiteral("lag"), QStringLiteral("The event loop lags"));
    std::unique_ptr<FindingsPanel> m_panel;
};

void TestFindingsPanel::init()
{
    m_panel = std::make_unique<FindingsPanel>();
    m_panel->resize(700, 240);
    m_panel->QWidget::show();
    m_panel->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void TestFindingsPanel::nothingFoundSaysSo()
{
    const auto emptyIsSaid = [this] {
        for (const auto* label : m_panel->findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().startsWith(QStringLiteral("Nothing stands out")))
                return true;
        }
        return false;
    };
    QVERIFY(emptyIsSaid());
    m_panel->show({m_lag}, {});
    QVERIFY(!emptyIsSaid());
    m_panel->show({}, {m_lag});
    QVERIFY(emptyIsSaid());
}

void TestFindingsPanel::cardsComeAndGoAndKeepTheirOrder()
{
    m_panel->show({m_serial, m_lag}, {});
    QCOMPARE(titles(), (QStringList{m_serial.title, m_lag.title}));
    FindingCard* lag = m_panel->cards()[1];
    m_panel->show({m_serial, m_convoy, m_lag}, {});
    QCOMPARE(titles(), (QStringList{m_serial.title, m_convoy.title, m_lag.title}));
    QCOMPARE(m_panel->cards()[2], lag);
    m_panel->show({m_lag, m_convoy}, {});
    QCOMPARE(titles(), (QStringList{m_lag.title, m_convoy.title}));
    QCOMPARE(m_panel->cards()[0], lag);
    QTRY_VERIFY(m_panel->cards()[0]->y() < m_panel->cards()[1]->y());
}

void TestFindingsPanel::aCardThatStaysKeepsTheFocus()
{
    m_panel->show({m_serial, m_lag}, {});
    m_panel->cards()[1]->setFocus();
    FindingText later = m_lag;
    later.numbers = QStringLiteral("61 ms");
    m_panel->show({m_serial, later}, {});
    QVERIFY(m_panel->cards()[1]->hasFocus());
    QCOMPARE(m_panel->cards()[1]->accessibleDescription(), QStringLiteral("61 ms"));
}

void TestFindingsPanel::linksAskForTheMomentAndTheKnob()
{
    m_panel->show({m_serial}, {});
    QSignalSpy shown(m_panel.get(), &FindingsPanel::showWanted);
    QSignalSpy tried(m_panel.get(), &FindingsPanel::tryWanted);
    QTest::mouseClick(button(m_panel->cards()[0], QStringLiteral("Show")), Qt::LeftButton);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown[0][0].value<FindingText>().fromNs, m_serial.fromNs);
    QTest::mouseClick(button(m_panel->cards()[0], QStringLiteral("Try: parse threads 1")), Qt::LeftButton);
    QCOMPARE(tried.size(), 1);
    QCOMPARE(tried[0][0].toString(), QStringLiteral("parse_threads"));
    QCOMPARE(tried[0][1].toString(), QStringLiteral("1"));
}

void TestFindingsPanel::aCardWithoutAKnobOffersNone()
{
    FindingText bare = m_lag;
    bare.tryKnob.clear();
    bare.tryText.clear();
    m_panel->show({bare}, {});
    QVERIFY(button(m_panel->cards()[0], QStringLiteral("Show")));
    QVERIFY(!button(m_panel->cards()[0], QStringLiteral("Try")));
}

void TestFindingsPanel::whatHelpsWhereNoKnobDoesIsSaid()
{
    FindingText bare = m_lag;
    bare.tryKnob.clear();
    bare.tryText.clear();
    bare.advice = QStringLiteral("Give that to another thread.");
    m_panel->show({bare}, {});
    const auto isSaid = [&] {
        for (const auto* label : m_panel->cards()[0]->findChildren<QLabel*>()) {
            if (label->text() == bare.advice && label->isVisible())
                return true;
        }
        return false;
    };
    QTRY_VERIFY(isSaid());
    QVERIFY(m_panel->cards()[0]->accessibleDescription().contains(bare.advice));
    m_panel->show({m_lag}, {});
    QVERIFY(!isSaid());
}

void TestFindingsPanel::whatIsAlikeUnfolds()
{
    FindingText many = m_convoy;
    many.alike = QStringList{QStringLiteral("A and B."), QStringLiteral("B and C.")};
    m_panel->show({many, m_lag}, {});
    const FindingCard* card = m_panel->cards()[0];
    const auto isUnfolded = [card] {
        for (const auto* label : card->findChildren<QLabel*>()) {
            if (label->isVisibleTo(card) && label->text() == QStringLiteral("A and B.\nB and C."))
                return true;
        }
        return false;
    };
    QVERIFY(!isUnfolded());
    QTest::mouseClick(button(card, QStringLiteral("2 more alike")), Qt::LeftButton);
    QVERIFY(isUnfolded());
    m_panel->show({many, m_lag}, {}); // stays as it is while the run goes on
    QVERIFY(isUnfolded());
    QTest::keyClick(button(card, QStringLiteral("2 more alike")), Qt::Key_Space);
    QVERIFY(!isUnfolded());
    QVERIFY(!button(m_panel->cards()[1], QStringLiteral("0 more")));
}

void TestFindingsPanel::keyboardShowsIt()
{
    m_panel->show({m_serial}, {});
    QSignalSpy shown(m_panel.get(), &FindingsPanel::showWanted);
    m_panel->cards()[0]->setFocus();
    QTest::keyClick(m_panel->cards()[0], Qt::Key_Return);
    QCOMPARE(shown.size(), 1);
}

void TestFindingsPanel::whatIsOverStandsBelow()
{
    m_panel->show({}, {m_serial, m_lag});
    const QString text = m_panel->earlierText();
    QVERIFY(text.contains(m_lag.title));
    QVERIFY(text.indexOf(m_lag.title) < text.indexOf(m_serial.title.mid(1, 6))); // the newest first
    QSignalSpy shown(m_panel.get(), &FindingsPanel::showWanted);
    for (auto* label : m_panel->findChildren<QLabel*>()) {
        if (label->text() == text)
            Q_EMIT label->linkActivated(QStringLiteral("0"));
    }
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown[0][0].value<FindingText>().key, m_lag.key);
}

void TestFindingsPanel::whatIsPickedOfEarlierStaysAsItWas()
{
    m_panel->show({}, {m_serial, m_lag});
    QCOMPARE(m_panel->pickedCard(), nullptr);
    const auto pickNewest = [this] {
        for (auto* label : m_panel->findChildren<QLabel*>()) {
            if (label->text() == m_panel->earlierText())
                Q_EMIT label->linkActivated(QStringLiteral("0"));
        }
    };
    pickNewest();
    QVERIFY(m_panel->pickedCard());
    QCOMPARE(m_panel->pickedCard()->accessibleDescription(), m_lag.numbers);
    FindingText again = m_lag; // the same comes again, and leaves with other numbers
    again.numbers = QStringLiteral("61 ms");
    again.when = QStringLiteral("20.0 – 24.0 s");
    m_panel->show({again}, {m_serial, m_lag});
    m_panel->show({}, {m_serial, m_lag, again});
    QCOMPARE(m_panel->pickedCard()->accessibleDescription(), m_lag.numbers);
    pickNewest();
    QCOMPARE(m_panel->pickedCard()->accessibleDescription(), again.numbers);
    pickNewest(); // once more puts it away
    QCOMPARE(m_panel->pickedCard(), nullptr);
    pickNewest();
    m_panel->show({}, {}); // another run
    QCOMPARE(m_panel->pickedCard(), nullptr);
}

void TestFindingsPanel::textsOfProgramsAreNotMarkup()
{
    FindingText odd = m_lag;
    odd.title = QStringLiteral("<img src=x> & <b>lock</b>");
    m_panel->show({odd}, {odd});
    QVERIFY(m_panel->earlierText().contains(QStringLiteral("&lt;img")));
    for (const auto* label : m_panel->cards()[0]->findChildren<QLabel*>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

QTEST_MAIN(TestFindingsPanel)
#include "tst_findings_panel.moc"
