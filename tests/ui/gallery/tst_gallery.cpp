// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery.h"
#include "ui/gallery/gallery_model.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using gallery::Gallery;
using gallery::GalleryModel;

class TestGallery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_gallery.reset(); }
    void groupsStandOnceWithTheirScenarios();
    void headingsCannotBeSelected();
    void modelKeepsItsPromisesWhileSearching();
    void searchKeepsMatchesAndTheirHeadings_data();
    void searchKeepsMatchesAndTheirHeadings();
    void emptySearchExplainsItself();
    void enterTakesTheFirstMatch();
    void arrowsSkipHeadings();
    void clickChooses();
    void escapeClearsTheSearch();
    void neighbourFollowsTheGalleryRoundTheEnd();
    void currentIsMarked();
    void cardsThatHaveRoomSayAllTheyTeach();
    void narrowCardsSayItBelowTheTitle();

private:
    int heightOf(const char* id) const
    {
        const auto* model = static_cast<const GalleryModel*>(list()->model());
        return list()->visualRect(model->indexOf(QString::fromLatin1(id))).height();
    }
    QStringList shown() const
    {
        QStringList texts;
        const auto* model = list()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            texts << model->index(row, 0).data().toString();
        return texts;
    }
    QListView* list() const { return m_gallery->findChild<QListView*>(); }
    QLineEdit* search() const { return m_gallery->findChild<QLineEdit*>(); }

    std::vector<scenario::ScenarioInfo> m_scenarios;
    std::unique_ptr<Gallery> m_gallery;
};

void TestGallery::initTestCase()
{
    const auto add = [this](const char* id, const char* group, const char* title, const char* summary) {
        m_scenarios.push_back({QString::fromUtf8(id),
                               QString::fromUtf8(group),
                               QString::fromUtf8(title),
                               QString::fromUtf8(summary),
                               {}});
    };
    add("locks.mutex", "Locks", "Mutex", "Threads count under one lock.");
    add("queues.fifo", "Queues", "Bounded FIFO", "Producers wait when it is full.");
    // Apart from the other of its group: the gallery gathers them.
    add("locks.condition", "Locks", "Condition", "Wake one or all.");
    add("crawl.site", "Crawl", "Crawl the built-in site", "The engine on our own site.");
    m_scenarios[0].teaches = {QStringLiteral("contention"), QStringLiteral("lost update")};
}

void TestGallery::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
    m_gallery = std::make_unique<Gallery>(m_scenarios);
    m_gallery->resize(220, 400);
    m_gallery->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_gallery.get()));
}

void TestGallery::groupsStandOnceWithTheirScenarios()
{
    QCOMPARE(shown(), (QStringList{QStringLiteral("Locks"), QStringLiteral("Mutex"), QStringLiteral("Condition"),
                                   QStringLiteral("Queues"), QStringLiteral("Bounded FIFO"), QStringLiteral("Crawl"),
                                   QStringLiteral("Crawl the built-in site")}));
    const QString tip = list()->model()->index(1, 0).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(QStringLiteral("Threads count under one lock.")));
    QVERIFY(tip.contains(QStringLiteral("contention · lost update")));
}

void TestGallery::headingsCannotBeSelected()
{
    const auto* model = list()->model();
    QVERIFY(!(model->index(0, 0).flags() & Qt::ItemIsSelectable));
    QVERIFY(model->index(1, 0).flags() & Qt::ItemIsSelectable);
    QSignalSpy chosen(m_gallery.get(), &Gallery::chosen);
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(model->index(0, 0)).center());
    QCOMPARE(chosen.size(), 0);
}

void TestGallery::modelKeepsItsPromisesWhileSearching()
{
    GalleryModel model(m_scenarios);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (const char* words : {"lock", "zzz", "", "crawl", "site crawl"})
        model.setFilter(QString::fromLatin1(words));
    model.setCurrent(QStringLiteral("crawl.site"));
    QCOMPARE(model.matches(), 1);
}

void TestGallery::searchKeepsMatchesAndTheirHeadings_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QStringList>("expected");
    const auto s = [](const char* text) { return QString::fromUtf8(text); };
    QTest::newRow("title") << s("mutex") << QStringList{s("Locks"), s("Mutex")};
    QTest::newRow("group") << s("locks") << QStringList{s("Locks"), s("Mutex"), s("Condition")};
    QTest::newRow("summary") << s("full") << QStringList{s("Queues"), s("Bounded FIFO")};
    QTest::newRow("id") << s("queues.f") << QStringList{s("Queues"), s("Bounded FIFO")};
    QTest::newRow("every word") << s("wake lock") << QStringList{s("Locks"), s("Condition")};
    QTest::newRow("taught word") << s("lost update") << QStringList{s("Locks"), s("Mutex")};
    QTest::newRow("case") << s("MUTEX") << QStringList{s("Locks"), s("Mutex")};
}

void TestGallery::searchKeepsMatchesAndTheirHeadings()
{
    QFETCH(QString, words);
    QFETCH(QStringList, expected);
    m_gallery->focusSearch();
    QTest::keyClicks(search(), words);
    QCOMPARE(shown(), expected);
}

void TestGallery::emptySearchExplainsItself()
{
    QTest::keyClicks(search(), QStringLiteral("zebra"));
    QVERIFY(!list()->isVisible());
    const auto labels = m_gallery->findChildren<QLabel*>();
    const bool explained = std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->isVisible() && label->text().contains(QStringLiteral("zebra"));
    });
    QVERIFY(explained);
}

void TestGallery::enterTakesTheFirstMatch()
{
    QSignalSpy chosen(m_gallery.get(), &Gallery::chosen);
    QTest::keyClicks(search(), QStringLiteral("fifo"));
    QTest::keyClick(search(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().toString(), QStringLiteral("queues.fifo"));
}

void TestGallery::arrowsSkipHeadings()
{
    m_gallery->setCurrent(QStringLiteral("locks.condition"));
    QSignalSpy chosen(m_gallery.get(), &Gallery::chosen);
    QTest::keyClick(search(), Qt::Key_Down);
    QTest::keyClick(search(), Qt::Key_Return);
    QCOMPARE(chosen.last().first().toString(), QStringLiteral("queues.fifo"));
    QTest::keyClick(list(), Qt::Key_Up);
    QTest::keyClick(list(), Qt::Key_Up);
    QTest::keyClick(list(), Qt::Key_Return);
    QCOMPARE(chosen.last().first().toString(), QStringLiteral("locks.mutex"));
    // Above the first scenario is only a heading: the cursor stays.
    QTest::keyClick(list(), Qt::Key_Up);
    QTest::keyClick(list(), Qt::Key_Return);
    QCOMPARE(chosen.last().first().toString(), QStringLiteral("locks.mutex"));
}

void TestGallery::clickChooses()
{
    QSignalSpy chosen(m_gallery.get(), &Gallery::chosen);
    const QModelIndex last = list()->model()->index(6, 0);
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(last).center());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().toString(), QStringLiteral("crawl.site"));
}

void TestGallery::escapeClearsTheSearch()
{
    QTest::keyClicks(search(), QStringLiteral("fifo"));
    QCOMPARE(shown().size(), 2);
    QTest::keyClick(search(), Qt::Key_Escape);
    QVERIFY(search()->text().isEmpty());
    QCOMPARE(shown().size(), 7);
}

void TestGallery::neighbourFollowsTheGalleryRoundTheEnd()
{
    m_gallery->setCurrent(QStringLiteral("locks.mutex"));
    QCOMPARE(m_gallery->neighbour(1), QStringLiteral("locks.condition"));
    QCOMPARE(m_gallery->neighbour(-1), QStringLiteral("crawl.site"));
    m_gallery->setCurrent(QStringLiteral("crawl.site"));
    QCOMPARE(m_gallery->neighbour(1), QStringLiteral("locks.mutex"));
    const std::vector<scenario::ScenarioInfo> none;
    QVERIFY(Gallery(none).neighbour(1).isEmpty());
}

void TestGallery::currentIsMarked()
{
    m_gallery->setCurrent(QStringLiteral("queues.fifo"));
    m_gallery->setCurrent(QStringLiteral("crawl.site"));
    const auto* model = list()->model();
    QVERIFY(!model->index(4, 0).data(GalleryModel::RunningRole).toBool());
    QVERIFY(model->index(6, 0).data(GalleryModel::RunningRole).toBool());
    QCOMPARE(list()->currentIndex().row(), 6);
}

void TestGallery::cardsThatHaveRoomSayAllTheyTeach()
{
    m_gallery->setCurrent(QStringLiteral("queues.fifo"));
    const int plain = heightOf("locks.mutex");
    m_gallery->setCurrent(QStringLiteral("locks.mutex"));
    QVERIFY(heightOf("locks.mutex") > plain);
    QCOMPARE(heightOf("queues.fifo"), plain); // and it teaches nothing that could stand there
    m_gallery->setCurrent(QStringLiteral("queues.fifo"));
    QCOMPARE(heightOf("locks.mutex"), plain);
    search()->setText(QStringLiteral("mutex"));
    QVERIFY(heightOf("locks.mutex") > plain);
}

// Beside it there would be no room for a word.
void TestGallery::narrowCardsSayItBelowTheTitle()
{
    m_gallery->setCurrent(QStringLiteral("queues.fifo"));
    const int plain = heightOf("locks.mutex");
    m_gallery->resize(150, 400);
    QTRY_VERIFY(heightOf("locks.mutex") > plain);
    QCOMPARE(heightOf("queues.fifo"), plain); // it teaches nothing
    m_gallery->resize(260, 400);
    QTRY_COMPARE(heightOf("locks.mutex"), plain);
}

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
