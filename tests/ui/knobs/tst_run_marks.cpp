// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/knob_panel.h"
#include "ui/knobs/limit_line.h"
#include "ui/knobs/limit_marks.h"
#include "ui/knobs/preset_button.h"
#include "ui/knobs/run_marks.h"

#include <QAction>
#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::knobs;
using namespace Qt::StringLiterals;
using scenario::Knob;
using scenario::KnobValue;

class TestRunMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_panel.reset(); }
    void readsWhatBindsAndWhatIsEffective();
    void oneMoreGainsWhatItsSlotsAllow();
    void limitThatIsReplacedHasNoEffect();
    void whatIsNoSettingIsNamedAsItIs();
    void passingMomentsDoNotBind();
    void marksGoWithTheRun();
    void effectStandsUnderItsKnob();
    void effectOfSeveralStandsAboveThem();
    void lineLeadsToTheKnob();
    void presetTurnsItsKnobsAndIsNamed();

private:
    static QJsonObject limit(const QString& knob, double set, double effective, bool binding)
    {
        return {{u"knob"_s, knob}, {u"set"_s, set}, {u"effective"_s, effective}, {u"binding"_s, binding}};
    }
    /// Three slots at their cap of 8, with 20 ms each; 16 globally would be enough for all.
    static QJsonObject perDomainBinds()
    {
        QJsonArray hosts;
        for (const QString& name : {u"a"_s, u"b"_s})
            hosts.append(QJsonObject{{u"slot"_s, name},
                                     {u"waiting"_s, 200},
                                     {u"gate"_s, u"slot cap"_s},
                                     {u"latency_s"_s, 0.02},
                                     {u"observed_per_s"_s, 100}});
        return {
            {u"limits"_s, QJsonObject{{u"gate"_s, u"slot cap"_s},
                                      {u"knob"_s, u"concurrent_requests_per_domain"_s},
                                      {u"knobs"_s, QJsonArray{limit(u"concurrent_requests"_s, 32, 16, false),
                                                              limit(u"concurrent_requests_per_domain"_s, 8, 8, true),
                                                              limit(u"elsewhere"_s, 1, 2, false)}}}},
            {u"waiting_for"_s, QJsonObject{{u"slot cap"_s, 400}}},
            {u"slots"_s, hosts}};
    }
    static QJsonObject globalBinds()
    {
        QJsonObject status = perDomainBinds();
        status[u"limits"_s] =
            QJsonObject{{u"gate"_s, u"global cap"_s},
                        {u"knob"_s, u"concurrent_requests"_s},
                        {u"knobs"_s, QJsonArray{limit(u"concurrent_requests"_s, 4, 4, true),
                                                limit(u"concurrent_requests_per_domain"_s, 8, 4, false)}}};
        return status;
    }
    QString textsOf(const QString& knob) const
    {
        QStringList texts;
        for (const QLabel* label : m_panel->row(knob)->findChildren<QLabel*>()) {
            if (!label->isHidden())
                texts << label->text();
        }
        return texts.join(u'\n');
    }

    std::vector<Knob> m_knobs;
    std::unique_ptr<KnobPanel> m_panel;
};

void TestRunMarks::init()
{
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin)"_s));
    QLocale::setDefault(QLocale::c());
    m_knobs = {Knob::integer(u"concurrent_requests"_s, u"Concurrent requests"_s, 0, 200, 32, u"requests"_s, {}),
               Knob::integer(u"concurrent_requests_per_domain"_s, u"Per domain"_s, 0, 200, 8, u"requests"_s, {}),
               Knob::real(u"download_delay"_s, u"Download delay"_s, 0, 60, 0, u"s"_s, {}),
               Knob::toggle(u"robotstxt_obey"_s, u"Obey robots.txt"_s, false, {})};
    std::vector<KnobValue> values;
    for (const Knob& knob : m_knobs)
        values.push_back(knob.standard);
    m_panel = std::make_unique<KnobPanel>();
    m_panel->setKnobs(m_knobs, values);
}

void TestRunMarks::readsWhatBindsAndWhatIsEffective()
{
    const auto marks = limitMarks(perDomainBinds(), m_knobs);
    QCOMPARE(marks.size(), std::size_t{2});
    QCOMPARE(marks[0].knob, u"concurrent_requests"_s);
    QCOMPARE(marks[0].effective.value(), 16.0);
    QCOMPARE(marks[0].note, u"effective 16: “Per domain” binds first"_s);
    QVERIFY(!marks[0].binding);
    QVERIFY(marks[1].binding && !marks[1].effective);
    QVERIFY2(marks[1].note.contains(u"400"_s), qPrintable(marks[1].note));
    QVERIFY(limitMarks({}, m_knobs).empty());
    QVERIFY(limitMarks({{u"limits"_s, 7}}, m_knobs).empty());
}

void TestRunMarks::oneMoreGainsWhatItsSlotsAllow()
{
    // One more to each of two hosts, each answering in 20 ms.
    QCOMPARE(gainOfOneMore(u"concurrent_requests_per_domain"_s, perDomainBinds()), 100.0);
    QCOMPARE(gainOfOneMore(u"concurrent_requests"_s, perDomainBinds()), 50.0);
    QCOMPARE(gainOfOneMore(u"download_delay"_s, perDomainBinds()), 0.0);
    QCOMPARE(gainOfOneMore(u"concurrent_requests"_s, {}), 0.0);
}

void TestRunMarks::limitThatIsReplacedHasNoEffect()
{
    QJsonObject status = perDomainBinds();
    status[u"limits"_s] = QJsonObject{{u"knobs"_s, QJsonArray{limit(u"concurrent_requests_per_domain"_s, 8, 0, false),
                                                              limit(u"download_delay"_s, 0.5, 2.5, false)}}};
    const auto marks = limitMarks(status, m_knobs);
    QVERIFY2(marks[0].note.startsWith(u"no effect"_s), qPrintable(marks[0].note));
    QVERIFY2(marks[1].note.startsWith(u"effective 2.5 s"_s), qPrintable(marks[1].note));
}

void TestRunMarks::whatIsNoSettingIsNamedAsItIs()
{
    std::vector<scenario::Knob> knobs = m_knobs;
    knobs.push_back(scenario::Knob::integer(u"crawl_delay_max"_s, u"Longest Crawl-delay"_s, 0, 60, 30, u"s"_s, {}));
    QJsonObject status = perDomainBinds();
    status[u"limits"_s] = QJsonObject{{u"knob"_s, u"crawl_delay_max"_s},
                                      {u"knobs"_s, QJsonArray{limit(u"concurrent_requests"_s, 16, 0.5, false)}}};
    const auto marks = limitMarks(status, knobs);
    QCOMPARE(marks.at(0).note, u"effective 0.5: the Crawl-delay of robots.txt binds first"_s);
    // What no knob moves has a name all the same.
    status[u"limits"_s] = QJsonObject{{u"knob"_s, u"open_files"_s},
                                      {u"knobs"_s, QJsonArray{limit(u"concurrent_requests"_s, 0, 4096, false)}}};
    QCOMPARE(limitMarks(status, knobs).at(0).note,
             u"effective 4096: the limit of open connections (ulimit -n) binds first"_s);
    QCOMPARE(binderName(knobs.back()), u"the Crawl-delay of robots.txt"_s);
    QCOMPARE(binderName(knobs.front()), knobs.front().label);
}

void TestRunMarks::passingMomentsDoNotBind()
{
    RunMarks marks(*m_panel);
    for (int i = 0; i < 3; ++i)
        marks.show(perDomainBinds());
    QCOMPARE(marks.binding(), u"concurrent_requests_per_domain"_s);
    const QString before = textsOf(u"concurrent_requests_per_domain"_s);
    QVERIFY2(before.startsWith(u"binding now"_s), qPrintable(before));
    marks.show(globalBinds());
    marks.show(globalBinds());
    QCOMPARE(marks.binding(), u"concurrent_requests_per_domain"_s);
    QCOMPARE(textsOf(u"concurrent_requests_per_domain"_s), before);
    marks.show(globalBinds());
    QCOMPARE(marks.binding(), u"concurrent_requests"_s);
    QVERIFY(textsOf(u"concurrent_requests"_s).startsWith(u"binding now"_s));
    QVERIFY(textsOf(u"concurrent_requests_per_domain"_s).startsWith(u"effective 4"_s));
}

void TestRunMarks::marksGoWithTheRun()
{
    RunMarks marks(*m_panel);
    for (int i = 0; i < 3; ++i)
        marks.show(perDomainBinds());
    QVERIFY(marks.knowsLimits());
    marks.clearLimits();
    QVERIFY(!marks.knowsLimits());
    QCOMPARE(marks.binding(), QString());
    QCOMPARE(textsOf(u"concurrent_requests"_s), QString());
    QCOMPARE(textsOf(u"concurrent_requests_per_domain"_s), QString());
}

void TestRunMarks::effectStandsUnderItsKnob()
{
    RunMarks marks(*m_panel);
    QJsonObject effect{{u"knobs"_s, QJsonArray{u"download_delay"_s}}, {u"measuring"_s, true}};
    marks.show({{u"effect"_s, effect}});
    QVERIFY(textsOf(u"download_delay"_s).contains(u"measuring"_s));
    effect = {{u"knobs"_s, QJsonArray{u"download_delay"_s}},
              {u"measuring"_s, false},
              {u"settled"_s, true},
              {u"before_per_s"_s, 22},
              {u"after_per_s"_s, 41},
              {u"after_s"_s, 3.1},
              {u"p95_change_ms"_s, 180}};
    marks.show({{u"effect"_s, effect}});
    QCOMPARE(textsOf(u"download_delay"_s), u"22 → 41 pages/s after 3.1 s, p95 +180 ms"_s);
    QCOMPARE(marks.lastEffect(), QString());
    marks.clearLimits();
    QCOMPARE(textsOf(u"download_delay"_s), u"22 → 41 pages/s after 3.1 s, p95 +180 ms"_s);
    marks.clearAll();
    QCOMPARE(textsOf(u"download_delay"_s), QString());
    marks.show({{u"effect"_s, QJsonObject{{u"knobs"_s, QJsonArray{u"download_delay"_s}}, {u"measuring"_s, true}}}});
    marks.clearLimits(); // the run is over, and so is the measurement
    QCOMPARE(textsOf(u"download_delay"_s), QString());
    effect[u"settled"_s] = false;
    effect[u"p95_change_ms"_s] = -12;
    QCOMPARE(effectText(effect), u"22 → 41 pages/s after 3.1 s, p95 −12 ms, still moving"_s);
    effect[u"measurable"_s] = false;
    effect.remove(u"p95_change_ms"_s);
    QCOMPARE(effectText(effect), u"22 → 41 pages/s after 3.1 s, still moving"_s);
    effect[u"settled"_s] = true;
    QCOMPARE(effectText(effect), u"no measurable change: 22 → 41 pages/s"_s);
    QCOMPARE(effectText({}), QString());
}

void TestRunMarks::effectOfSeveralStandsAboveThem()
{
    RunMarks marks(*m_panel);
    marks.show({{u"effect"_s, QJsonObject{{u"knobs"_s, QJsonArray{u"download_delay"_s, u"concurrent_requests"_s}},
                                          {u"measuring"_s, true}}}});
    QCOMPARE(textsOf(u"download_delay"_s), QString());
    QVERIFY2(marks.lastEffect().startsWith(u"2 knob"_s), qPrintable(marks.lastEffect()));
}

void TestRunMarks::lineLeadsToTheKnob()
{
    RunMarks marks(*m_panel);
    LimitLine line(marks, *m_panel);
    QVERIFY(line.isHidden());
    QSignalSpy wanted(&line, &LimitLine::knobWanted);
    for (int i = 0; i < 3; ++i)
        marks.show(perDomainBinds());
    QVERIFY(!line.isHidden());
    auto* button = line.findChild<QPushButton*>();
    QCOMPARE(button->text(), u"Binding now: Per domain"_s);
    button->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().toString(), u"concurrent_requests_per_domain"_s);
    marks.clearLimits();
    QVERIFY(line.isHidden());
}

void TestRunMarks::presetTurnsItsKnobsAndIsNamed()
{
    const scenario::Preset fast{
        u"fast"_s, u"Fast"_s, u"All at once."_s, {{u"concurrent_requests"_s, {100, {}}}, {u"not_here"_s, {1, {}}}}};
    const scenario::Preset slow{
        u"slow"_s, u"Slow"_s, u"One by one."_s, {{u"concurrent_requests"_s, {1, {}}}, {u"download_delay"_s, {1, {}}}}};
    PresetButton button;
    QVERIFY(button.isHidden());
    button.setPresets({fast, slow});
    button.showValues(m_panel->knobs(), m_panel->values());
    QCOMPARE(button.current(), -1);
    connect(&button, &PresetButton::chosen, m_panel.get(),
            [this](const scenario::Preset& preset) { m_panel->turnAll(preset.values); });
    connect(m_panel.get(), &KnobPanel::valuesChanged, &button,
            [&] { button.showValues(m_panel->knobs(), m_panel->values()); });
    QSignalSpy live(m_panel.get(), &KnobPanel::liveChanged);
    auto* menu = button.findChild<QMenu*>();
    menu->actions().at(1)->trigger();
    QCOMPARE(live.size(), 2);
    QCOMPARE(m_panel->row(u"download_delay"_s)->value().number, 1.0);
    QCOMPARE(button.current(), 1);
    QVERIFY(button.text().contains(u"Slow"_s));
    QVERIFY(menu->actions().at(1)->isChecked() && !menu->actions().at(0)->isChecked());
    m_panel->turn(u"download_delay"_s, {2, {}});
    QCOMPARE(button.current(), -1);
    menu->actions().at(0)->trigger();
    QCOMPARE(button.current(), 0);
    button.setPresets({});
    QVERIFY(button.isHidden());
}

QTEST_MAIN(TestRunMarks)
#include "tst_run_marks.moc"
