// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/knob_panel.h"
#include "ui/knobs/knob_slider.h"
#include "ui/knobs/segmented_choice.h"
#include "ui/knobs/switch_button.h"
#include "ui/knobs/value_field.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::knobs;
using scenario::Knob;
using scenario::KnobValue;

class TestKnobPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_panel.reset(); }
    void makesARowForEveryKindOfKnob();
    void dragSendsCoalescedValuesAndTheLastOne();
    void dragOfARestartKnobActsOnRelease();
    void pressingTheHandleDoesNotMoveIt();
    void keysTurnTheKnob_data();
    void keysTurnTheKnob();
    void typedValueIsTaken();
    void typedNonsenseShowsTheRangeAndKeepsTheValue();
    void typingADigitOnTheSliderEditsTheValue();
    void escapeTakesTheOldValueBack();
    void doubleClickResets();
    void valuesThatComeBackAreShownUnlessHeld();
    void noteAndErrorShareOnePlace();
    void choicesAndTogglesSendAtOnce();
    void textIsSentByEnterAndRestarts();
    void aTextThatIsRefusedSaysWhy();
    void resetAllSendsOneRestart();
    void allAreTurnedBeforeAnyIsTold();
    void wheelOverAnUnfocusedSliderDoesNothing();

private:
    KnobSlider* slider(const char* name) { return m_panel->row(QLatin1String(name))->findChild<KnobSlider*>(); }
    ValueField* field(const char* name) { return m_panel->row(QLatin1String(name))->findChild<ValueField*>(); }
    QString note(const char* name)
    {
        QStringList texts;
        for (const auto* label : m_panel->row(QLatin1String(name))->findChildren<QLabel*>()) {
            if (label->isVisible())
                texts << label->text();
        }
        return texts.join(u'\n');
    }
    double number(const char* name) { return m_panel->row(QLatin1String(name))->value().number; }

    std::unique_ptr<KnobPanel> m_panel;
};

void TestKnobPanel::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
    const auto s = [](const char* text) { return QString::fromUtf8(text); };
    const std::vector<Knob> knobs{
        Knob::integer(s("limit"), s("Limit"), 1, 64, 8, s("requests"), s("How many at once.")),
        Knob::integer(s("pages"), s("Pages"), 10, 500, 100, {}, {}).restart(),
        Knob::real(s("delay"), s("Delay"), 0, 100, 0, s("ms"), {}).withZero(s("off")),
        Knob::choice(s("order"), s("Order"), {s("LIFO"), s("FIFO")}, 0, {}),
        Knob::choice(s("lock"), s("Lock"), {s("none"), s("QMutex"), s("std::mutex"), s("spin")}, 1, {}),
        Knob::toggle(s("robots"), s("Robots"), true, {}),
        Knob::textual(s("url"), s("URL"), {}, {}),
    };
    std::vector<KnobValue> values;
    for (const Knob& knob : knobs)
        values.push_back(knob.standard);
    m_panel = std::make_unique<KnobPanel>();
    m_panel->setKnobs(knobs, values);
    m_panel->resize(300, 500);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    m_panel->activateWindow();
}

void TestKnobPanel::makesARowForEveryKindOfKnob()
{
    QVERIFY(slider("limit"));
    QVERIFY(slider("delay"));
    QVERIFY(m_panel->row(QStringLiteral("order"))->findChild<SegmentedChoice*>());
    QVERIFY(m_panel->row(QStringLiteral("lock"))->findChild<QComboBox*>());
    QVERIFY(m_panel->row(QStringLiteral("robots"))->findChild<SwitchButton*>());
    QCOMPARE(field("limit")->text(), QStringLiteral("8 requests"));
    QCOMPARE(field("delay")->text(), QStringLiteral("off"));
    QCOMPARE(slider("limit")->accessibleName(), QStringLiteral("Limit"));
    QVERIFY(m_panel->row(QStringLiteral("limit"))->toolTip().contains(QStringLiteral("How many at once.")));
    QVERIFY(!m_panel->row(QStringLiteral("nothing")));
}

void TestKnobPanel::dragSendsCoalescedValuesAndTheLastOne()
{
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    KnobSlider* track = slider("limit");
    const int y = track->height() / 2;
    QTest::mousePress(track, Qt::LeftButton, {}, {20, y});
    constexpr int kMoves = 100;
    for (int i = 1; i <= kMoves; ++i)
        QTest::mouseMove(track, {20 + i * (track->width() - 40) / kMoves, y});
    QTest::mouseRelease(track, Qt::LeftButton, {}, {track->width() - 20, y});
    // However fast the hand was: fewer messages than values, and the last value among them.
    QVERIFY(live.size() >= 2);
    QVERIFY2(live.size() < kMoves / 2, qPrintable(QString::number(live.size())));
    QCOMPARE(live.last().at(0).toString(), QStringLiteral("limit"));
    QCOMPARE(live.last().at(1).value<KnobValue>().number, number("limit"));
    QCOMPARE(track->number(), number("limit"));
}

void TestKnobPanel::dragOfARestartKnobActsOnRelease()
{
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    QSignalSpy restart(m_panel.get(), &KnobPanel::restartChanged);
    KnobSlider* track = slider("pages");
    QTest::mousePress(track, Qt::LeftButton, {}, {10, 10});
    QTest::mouseMove(track, {100, 10});
    QTest::mouseMove(track, {200, 10});
    QCOMPARE(restart.size(), 0);
    QTest::mouseRelease(track, Qt::LeftButton, {}, {200, 10});
    QCOMPARE(restart.size(), 1);
    QCOMPARE(restart.first().at(1).value<KnobValue>().number, number("pages"));
    QCOMPARE(live.size(), 0);
}

void TestKnobPanel::pressingTheHandleDoesNotMoveIt()
{
    KnobSlider* track = slider("limit");
    const double room = track->width() - 14.0;
    const int handle = static_cast<int>(7 + room * 7 / 63);
    QTest::mousePress(track, Qt::LeftButton, {}, {handle + 4, 10});
    QCOMPARE(number("limit"), 8.0);
    QTest::mouseRelease(track, Qt::LeftButton, {}, {handle + 4, 10});
    QCOMPARE(number("limit"), 8.0);
}

void TestKnobPanel::keysTurnTheKnob_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<double>("expected");
    QTest::newRow("right") << Qt::Key_Right << 9.0;
    QTest::newRow("left") << Qt::Key_Left << 7.0;
    QTest::newRow("up") << Qt::Key_Up << 9.0;
    QTest::newRow("page up") << Qt::Key_PageUp << 14.0;
    QTest::newRow("page down") << Qt::Key_PageDown << 2.0;
    QTest::newRow("home") << Qt::Key_Home << 1.0;
    QTest::newRow("end") << Qt::Key_End << 64.0;
}

void TestKnobPanel::keysTurnTheKnob()
{
    QFETCH(Qt::Key, key);
    QFETCH(double, expected);
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    slider("limit")->setFocus();
    QTest::keyClick(slider("limit"), key);
    QCOMPARE(number("limit"), expected);
    QCOMPARE(live.size(), 1);
    QCOMPARE(live.first().at(1).value<KnobValue>().number, expected);
}

void TestKnobPanel::typedValueIsTaken()
{
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    ValueField* value = field("limit");
    QTest::mouseClick(value, Qt::LeftButton);
    value->setFocus();
    QVERIFY(value->isEditing());
    QCOMPARE(value->text(), QStringLiteral("8"));
    QTest::keyClicks(value, QStringLiteral("37"));
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(number("limit"), 37.0);
    QCOMPARE(value->text(), QStringLiteral("37 requests"));
    QCOMPARE(slider("limit")->number(), 37.0);
    QCOMPARE(live.size(), 1);
}

void TestKnobPanel::typedNonsenseShowsTheRangeAndKeepsTheValue()
{
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    ValueField* value = field("limit");
    value->setFocus();
    QTest::mouseClick(value, Qt::LeftButton);
    QTest::keyClicks(value, QStringLiteral("900"));
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(number("limit"), 8.0);
    QCOMPARE(live.size(), 0);
    QVERIFY2(note("limit").contains(QStringLiteral("64")), qPrintable(note("limit")));
    QCOMPARE(value->text(), QStringLiteral("900"));
    // Corrected in place: the complaint goes.
    QTest::keyClicks(value, QStringLiteral("60"));
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(number("limit"), 60.0);
    QVERIFY(!note("limit").contains(QStringLiteral("64")));
}

void TestKnobPanel::typingADigitOnTheSliderEditsTheValue()
{
    slider("limit")->setFocus();
    QTest::keyClicks(slider("limit"), QStringLiteral("2"));
    ValueField* value = field("limit");
    QVERIFY(value->isEditing());
    QTest::keyClicks(value, QStringLiteral("5"));
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(number("limit"), 25.0);
}

void TestKnobPanel::escapeTakesTheOldValueBack()
{
    ValueField* value = field("limit");
    value->setFocus();
    QTest::mouseClick(value, Qt::LeftButton);
    QTest::keyClicks(value, QStringLiteral("50"));
    QTest::keyClick(value, Qt::Key_Escape);
    QCOMPARE(value->text(), QStringLiteral("8 requests"));
    QCOMPARE(number("limit"), 8.0);
    QVERIFY(!value->isEditing());
}

void TestKnobPanel::doubleClickResets()
{
    slider("limit")->setFocus();
    QTest::keyClick(slider("limit"), Qt::Key_End);
    QCOMPARE(number("limit"), 64.0);
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    QTest::mouseDClick(slider("limit"), Qt::LeftButton);
    QCOMPARE(number("limit"), 8.0);
    QCOMPARE(live.last().at(1).value<KnobValue>().number, 8.0);
}

void TestKnobPanel::valuesThatComeBackAreShownUnlessHeld()
{
    m_panel->showApplied(QStringLiteral("limit"), {30, {}});
    QCOMPARE(number("limit"), 30.0);
    KnobSlider* track = slider("limit");
    QTest::mousePress(track, Qt::LeftButton, {}, {150, 10});
    const double held = number("limit");
    m_panel->showApplied(QStringLiteral("limit"), {3, {}});
    QCOMPARE(number("limit"), held);
    QTest::mouseRelease(track, Qt::LeftButton, {}, {150, 10});
    m_panel->showApplied(QStringLiteral("limit"), {3, {}});
    QCOMPARE(number("limit"), 3.0);
    m_panel->showApplied(QStringLiteral("unknown"), {3, {}});
}

void TestKnobPanel::noteAndErrorShareOnePlace()
{
    m_panel->setNote(QStringLiteral("limit"), QStringLiteral("binding now"), NoteSeverity::Binding);
    QCOMPARE(note("limit"), QStringLiteral("binding now"));
    field("limit")->setFocus();
    QTest::mouseClick(field("limit"), Qt::LeftButton);
    QTest::keyClicks(field("limit"), QStringLiteral("x"));
    QTest::keyClick(field("limit"), Qt::Key_Return);
    QVERIFY(!note("limit").contains(QStringLiteral("binding")));
    QTest::keyClick(field("limit"), Qt::Key_Escape);
    QCOMPARE(note("limit"), QStringLiteral("binding now"));
    m_panel->setNote(QStringLiteral("limit"), {}, NoteSeverity::Info);
    QVERIFY(note("limit").isEmpty());
}

void TestKnobPanel::choicesAndTogglesSendAtOnce()
{
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    const auto buttons = m_panel->row(QStringLiteral("order"))->findChildren<QAbstractButton*>();
    QCOMPARE(buttons.size(), 2);
    QTest::mouseClick(buttons[1], Qt::LeftButton);
    QCOMPARE(number("order"), 1.0);
    auto* list = m_panel->row(QStringLiteral("lock"))->findChild<QComboBox*>();
    QCOMPARE(list->currentText(), QStringLiteral("QMutex"));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(number("lock"), 2.0);
    QTest::mouseClick(m_panel->row(QStringLiteral("robots"))->findChild<SwitchButton*>(), Qt::LeftButton);
    QCOMPARE(number("robots"), 0.0);
    QCOMPARE(live.size(), 3);
}

void TestKnobPanel::textIsSentByEnterAndRestarts()
{
    QSignalSpy restart(m_panel.get(), &KnobPanel::restartChanged);
    auto* edit = m_panel->row(QStringLiteral("url"))->findChild<QLineEdit*>();
    edit->setFocus();
    QTest::keyClicks(edit, QStringLiteral("http://127.0.0.1/"));
    QCOMPARE(restart.size(), 0);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(restart.size(), 1);
    QCOMPARE(restart.first().at(1).value<KnobValue>().text, QStringLiteral("http://127.0.0.1/"));
}

void TestKnobPanel::aTextThatIsRefusedSaysWhy()
{
    m_panel->setCheck([](const Knob&, const KnobValue& value) {
        return value.text == QStringLiteral("bad") ? QStringLiteral("“bad” is no URL.") : QString();
    });
    m_panel->setKnobs(std::vector<Knob>(m_panel->knobs()), m_panel->values());
    QSignalSpy restart(m_panel.get(), &KnobPanel::restartChanged);
    auto* edit = m_panel->row(QStringLiteral("url"))->findChild<QLineEdit*>();
    const QString before = edit->text();
    edit->setFocus();
    edit->setText({});
    QTest::keyClicks(edit, QStringLiteral("bad"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(note("url").contains(QStringLiteral("no URL")));
    QCOMPARE(edit->text(), QStringLiteral("bad")); // to be mended
    edit->clearFocus();
    QTRY_COMPARE(edit->text(), before); // what is in force
    QVERIFY(note("url").contains(QStringLiteral("no URL")));
    QCOMPARE(restart.size(), 0);
    edit->setFocus();
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(!note("url").contains(QStringLiteral("no URL")));
}

void TestKnobPanel::resetAllSendsOneRestart()
{
    QVERIFY(m_panel->turn(QStringLiteral("pages"), {200, {}}));
    QVERIFY(m_panel->turn(QStringLiteral("limit"), {20, {}}));
    QVERIFY(!m_panel->turn(QStringLiteral("nothing"), {1, {}}));
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    QSignalSpy restart(m_panel.get(), &KnobPanel::restartChanged);
    m_panel->resetAll();
    QCOMPARE(number("pages"), 100.0);
    QCOMPARE(number("limit"), 8.0);
    QCOMPARE(restart.size(), 1);
    QCOMPARE(live.size(), 1);
}

void TestKnobPanel::allAreTurnedBeforeAnyIsTold()
{
    std::vector<std::vector<KnobValue>> seen;
    connect(m_panel.get(), &KnobPanel::liveChanged, this, [&] { seen.push_back(m_panel->values()); });
    m_panel->turnAll({{QStringLiteral("limit"), {20, {}}}, {QStringLiteral("delay"), {5, {}}}});
    QCOMPARE(seen.size(), std::size_t{2});
    QVERIFY(seen[0] == m_panel->values());
}

void TestKnobPanel::wheelOverAnUnfocusedSliderDoesNothing()
{
    field("delay")->setFocus();
    KnobSlider* track = slider("limit");
    const auto turn = [&] {
        QWheelEvent event({30, 10}, track->mapToGlobal(QPointF(30, 10)), {}, {0, 120}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(track, &event);
    };
    turn();
    QCOMPARE(number("limit"), 8.0);
    track->setFocus();
    turn();
    QCOMPARE(number("limit"), 9.0);
}

QTEST_MAIN(TestKnobPanel)
#include "tst_knob_panel.moc"
