// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/window/tour.h"

#include <QApplication>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::window;

namespace {

class PaintCounter : public QWidget {
public:
    explicit PaintCounter(QWidget* parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_OpaquePaintEvent);
    }
    int paints = 0;

protected:
    void paintEvent(QPaintEvent*) override { ++paints; }
};

} // namespace

class TestTour : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init();
    void cleanup() { m_window.reset(); }
    void keysWalkThroughAllStops();
    void escapeEndsItAndSaysSo();
    void buttonsFitTheStop();
    void tabStaysOnTheCard();
    void theShownPartStaysInUse();
    void theShownPartIsPaintedAnew();
    void theCardStandsBesideThePart();
    void whatIsShownIsPaintedAgain();
    void itFollowsTheSizeOfTheWindow();

private:
    QPushButton* button(const QString& text) const
    {
        for (auto* one : m_tour->findChildren<QPushButton*>()) {
            if (one->isVisible() && one->text() == text)
                return one;
        }
        return nullptr;
    }
    QRect card() const { return m_tour->findChild<QFrame*>(QStringLiteral("tourCard"))->geometry(); }

    std::unique_ptr<QWidget> m_window;
    QPushButton* m_first = nullptr;
    QPushButton* m_second = nullptr;
    QPointer<Tour> m_tour;
};

void TestTour::init()
{
    m_window = std::make_unique<QWidget>();
    m_window->resize(1000, 700);
    m_first = new QPushButton(QStringLiteral("first"), m_window.get());
    m_first->setGeometry(0, 0, 200, 100);
    m_second = new QPushButton(QStringLiteral("second"), m_window.get());
    m_second->setGeometry(800, 500, 200, 200);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_tour = new Tour({{m_first, QStringLiteral("One"), QStringLiteral("the first")},
                       {m_second, QStringLiteral("Two"), QStringLiteral("the second")}},
                      m_window.get());
}

/// Counts how often a widget is painted.
class PaintCount : public QObject {
public:
    explicit PaintCount(QWidget* widget) { widget->installEventFilter(this); }
    int count() const { return m_count; }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        m_count += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }

private:
    int m_count = 0;
};

// What it was dimmed with lies on it until it is painted itself, also where it hides all that is behind it.
void TestTour::whatIsShownIsPaintedAgain()
{
    auto* opaque = new QWidget(m_second);
    opaque->setAutoFillBackground(true);
    opaque->resize(50, 50);
    opaque->show();
    PaintCount paints(opaque);
    QTRY_VERIFY(paints.count() > 0);
    const int before = paints.count();
    m_tour->next();
    QTRY_VERIFY(paints.count() > before);
}

void TestTour::keysWalkThroughAllStops()
{
    QSignalSpy ended(m_tour, &Tour::ended);
    QCOMPARE(m_tour->current(), 0);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QCOMPARE(m_tour->current(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left);
    QCOMPARE(m_tour->current(), 0);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(ended.size(), 1);
    QTRY_VERIFY(m_tour.isNull());
}

void TestTour::escapeEndsItAndSaysSo()
{
    QSignalSpy ended(m_tour, &Tour::ended);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(ended.size(), 1);
    QTRY_VERIFY(m_tour.isNull());
}

void TestTour::buttonsFitTheStop()
{
    QVERIFY(button(Tour::tr("Skip")));
    QVERIFY(!button(Tour::tr("Back")));
    m_tour->next();
    QVERIFY(!button(Tour::tr("Skip")));
    QVERIFY(button(Tour::tr("Back")));
    QVERIFY(button(Tour::tr("Done")));
    QTest::mouseClick(button(Tour::tr("Back")), Qt::LeftButton);
    QCOMPARE(m_tour->current(), 0);
}

void TestTour::tabStaysOnTheCard()
{
    for (int i = 0; i < 5; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(m_tour->isAncestorOf(QApplication::focusWidget()));
    }
}

void TestTour::theShownPartStaysInUse()
{
    QVERIFY(!m_tour->mask().contains(m_first->geometry().center()));
    QVERIFY(m_tour->mask().contains(m_second->geometry().center()));
    m_tour->next();
    QVERIFY(m_tour->mask().contains(m_first->geometry().center()));
    QVERIFY(!m_tour->mask().contains(m_second->geometry().center()));
}

// An opaque part is not painted with what lies around it, and would stay as dim as the stop before left it.
void TestTour::theShownPartIsPaintedAnew()
{
    auto* inside = new PaintCounter(m_second);
    inside->setGeometry(20, 20, 100, 100);
    inside->show();
    QTRY_VERIFY(inside->paints > 0);
    QCoreApplication::processEvents();
    const int before = inside->paints;
    m_tour->next();
    QTRY_VERIFY(inside->paints > before);
}

void TestTour::theCardStandsBesideThePart()
{
    QVERIFY(!card().intersects(m_first->geometry()));
    QVERIFY(m_tour->rect().contains(card()));
    m_tour->next();
    QVERIFY(!card().intersects(m_second->geometry()));
    QVERIFY(m_tour->rect().contains(card()));
}

void TestTour::itFollowsTheSizeOfTheWindow()
{
    m_tour->next();
    m_window->resize(1200, 800);
    m_second->move(1000, 600);
    QTRY_COMPARE(m_tour->size(), QSize(1200, 800));
    QCOMPARE(m_tour->spot(), m_second->geometry());
    QVERIFY(!m_tour->mask().contains(m_second->geometry().center()));
}

QTEST_MAIN(TestTour)
#include "tst_tour.moc"
