// SPDX-License-Identifier: GPL-3.0-or-later
// The window over a real crawl: a live knob that would be rude to a public host waits for a yes. The host is the
// broadcast address and everything is paused, so that nothing goes to anybody.
#include "core/scenario/catalogue.h"
#include "ui/knobs/knob_panel.h"
#include "ui/knobs/knob_row.h"
#include "ui/window/main_window.h"
#include "ui/window/settings.h"
#include "ui/window/side_panel.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lanescope;
using namespace Qt::StringLiterals;
using control::RunState;

class TestLiveManners : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aRudeKnobWaitsForAYes();
    void aNoLeavesItAsItWas();
    void aNoTakesAllOfAPresetBack();
    void turnedBackNobodyIsAsked();
    void otherKnobsActAtOnce();

private:
    QMessageBox* question() const { return m_window->findChild<QMessageBox*>(u"crawl_manners"_s); }
    void answer(const QString& text)
    {
        for (QAbstractButton* each : question()->buttons()) {
            if (each->text() == text)
                return each->click();
        }
        QFAIL("no such button");
    }
    void turn(const QString& knob, double value) { m_window->side().knobs().turn(knob, {value, {}}); }
    double shown(const QString& knob) const { return m_window->side().knobs().row(knob)->value().number; }
    /// The values of a knob that the lab has applied.
    QList<double> applied(const QString& knob) const
    {
        QList<double> values;
        for (const auto& call : *m_applied) {
            if (call[0].toString() == knob)
                values << call[1].value<scenario::KnobValue>().number;
        }
        return values;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<window::Settings> m_settings;
    std::unique_ptr<control::RunController> m_controller;
    std::unique_ptr<window::MainWindow> m_window;
    std::unique_ptr<QSignalSpy> m_applied;
};

void TestLiveManners::init()
{
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin)"_s));
    qputenv("LANESCOPE_LAB", LANESCOPE_REAL_LAB);
    const auto& scenarios = scenario::Catalogue::instance().all();
    m_settings = std::make_unique<window::Settings>(m_folder.filePath(u"settings.conf"_s));
    m_settings->setTourSeen(true);
    m_controller = std::make_unique<control::RunController>();
    m_window = std::make_unique<window::MainWindow>(*m_controller, scenarios, *m_settings);
    m_applied = std::make_unique<QSignalSpy>(m_controller.get(), &control::RunController::knobApplied);
    m_window->show();
    const scenario::ScenarioInfo* info = scenario::Catalogue::instance().find(u"crawl.url"_s);
    std::vector<scenario::KnobValue> values;
    for (const scenario::Knob& knob : info->knobs)
        values.push_back(knob.standard);
    const auto at = [&](const QString& knob) -> scenario::KnobValue& {
        return values[static_cast<std::size_t>(scenario::indexOf(info->knobs, knob))];
    };
    at(u"urls"_s).text = u"http://255.255.255.255/"_s;
    at(u"paused"_s).number = 1;
    QVERIFY(m_window->startScenario(info->id, values));
    QTRY_COMPARE_WITH_TIMEOUT(m_controller->state(), RunState::Running, 30'000);
    QVERIFY(!question()); // one request a second is polite
}

void TestLiveManners::cleanup()
{
    m_controller->stop();
    QTRY_COMPARE_WITH_TIMEOUT(m_controller->state(), RunState::Finished, 30'000);
    m_applied.reset();
    m_window.reset();
    m_controller.reset();
}

void TestLiveManners::aRudeKnobWaitsForAYes()
{
    turn(u"download_delay"_s, 0);
    QTRY_VERIFY(question());
    QVERIFY(question()->text().contains(u"255.255.255.255"_s));
    QCOMPARE(applied(u"download_delay"_s), QList<double>());
    answer(u"Crawl like this"_s);
    QTRY_COMPARE(applied(u"download_delay"_s), QList<double>{0});
    QTRY_VERIFY(!question());
    QTRY_COMPARE(applied(u"welcome_at"_s).size(), qsizetype{1}); // the engine would hold the host otherwise
    QCOMPARE(m_controller->state(), RunState::Running);
    // The yes holds for this host.
    turn(u"download_delay"_s, 0.05);
    QTRY_COMPARE(applied(u"download_delay"_s), (QList<double>{0, 0.05}));
    QVERIFY(!question());
}

void TestLiveManners::aNoLeavesItAsItWas()
{
    turn(u"download_delay"_s, 0.01);
    QTRY_VERIFY(question());
    QCOMPARE(shown(u"download_delay"_s), 0.01);
    answer(u"Leave it as it was"_s);
    QTRY_VERIFY(!question());
    QCOMPARE(shown(u"download_delay"_s), 1.0);
    // What the lab applies comes in order: had it got the other one, that would be there by now.
    turn(u"download_delay"_s, 2);
    QTRY_COMPARE(applied(u"download_delay"_s), QList<double>{2});
}

void TestLiveManners::aNoTakesAllOfAPresetBack()
{
    // What is polite by itself comes first.
    m_window->side().knobs().turnAll({{u"concurrent_requests_per_domain"_s, {8, {}}}, {u"download_delay"_s, {0, {}}}});
    QTRY_VERIFY(question());
    answer(u"Leave it as it was"_s);
    QTRY_VERIFY(!question());
    QCOMPARE(shown(u"concurrent_requests_per_domain"_s), 1.0);
    QCOMPARE(shown(u"download_delay"_s), 1.0);
    turn(u"download_delay"_s, 2);
    QTRY_COMPARE(applied(u"download_delay"_s), QList<double>{2});
    QCOMPARE(applied(u"concurrent_requests_per_domain"_s), QList<double>());
}

void TestLiveManners::turnedBackNobodyIsAsked()
{
    // In the middle of a drag, as it were: both before anybody looks.
    turn(u"download_delay"_s, 0);
    turn(u"download_delay"_s, 3);
    QTRY_COMPARE(applied(u"download_delay"_s).isEmpty() ? 0.0 : applied(u"download_delay"_s).last(), 3.0);
    QVERIFY(!applied(u"download_delay"_s).contains(0.0));
    QVERIFY(!question());
}

void TestLiveManners::otherKnobsActAtOnce()
{
    turn(u"retry_times"_s, 5);
    QTRY_COMPARE(applied(u"retry_times"_s), QList<double>{5});
    QVERIFY(!question());
}

QTEST_MAIN(TestLiveManners)
#include "tst_live_manners.moc"
