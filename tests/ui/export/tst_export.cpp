// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/session/sample_run.h"
#include "ui/export/export_dialog.h"
#include "ui/export/export_snapshot.h"
#include "ui/export/file_row.h"
#include "ui/export/svg_canvas.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

namespace lanescope::exporting {
namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Anything but paper and greys: data was drawn.
bool hasColour(const QImage& image)
{
    int coloured = 0;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2)
            coloured += image.pixelColor(x, y).saturation() > 120 ? 1 : 0;
    }
    return coloured > 50;
}

// The same run with something that waits, as in a crawl.
store::SnapshotPtr withWaiting(const store::SnapshotPtr& run)
{
    auto crawl = std::make_shared<store::Snapshot>(*run);
    store::SampleSeries series;
    series.append({run->beginNs, 12.0});
    store::Row row;
    row.kind = store::RowKind::Counter;
    row.samples = series.view();
    row.knownUntilNs = run->endNs;
    store::Object counter;
    counter.name = "waiting: slot cap";
    counter.row = store::RowIndex{static_cast<std::uint32_t>(crawl->rows.size())};
    crawl->rows.push_back(row);
    auto objects = std::make_shared<std::vector<store::Object>>(*run->objects);
    objects->push_back(counter);
    crawl->objects = objects;
    return crawl;
}

class TestExport : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    store::SnapshotPtr m_snapshot = withWaiting(sample::run({2, 3, 3, 4, true}));

    QString path(const QString& name) const { return m_folder.filePath(name); }
    ExportRequest request(ExportView view, ExportFormat format, const QString& name) const
    {
        ExportRequest request;
        request.view = view;
        request.format = format;
        request.size = {800, 450, 1};
        request.path = path(name);
        request.timelinePaint = [](QPainter& painter, const QSize& size) {
            painter.fillRect(QRect(QPoint(), size), Qt::green);
        };
        return request;
    }
    QStringList files() const
    {
        return QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

private Q_SLOTS:
    void init()
    {
        const QStringList all = files();
        for (const QString& name : all)
            QFile::remove(path(name));
    }

    void everyViewInEveryFormat_data()
    {
        QTest::addColumn<int>("view");
        QTest::addColumn<int>("format");
        for (const ExportView view : allViews()) {
            for (const ExportFormat format : formatsOf(view))
                QTest::addRow("%s as %s", qPrintable(viewName(view)), qPrintable(formatName(format)))
                    << static_cast<int>(view) << static_cast<int>(format);
        }
    }
    void everyViewInEveryFormat()
    {
        QFETCH(int, view);
        QFETCH(int, format);
        const auto wanted = static_cast<ExportFormat>(format);
        const ExportRequest what = request(static_cast<ExportView>(view), wanted, QStringLiteral("out"));
        const Status status = exportSnapshot(m_snapshot, sample::info(), what);
        QVERIFY2(status.ok(), status.error().c_str());
        const QByteArray bytes = contentOf(what.path);
        QVERIFY(bytes.size() > 60);
        if (wanted == ExportFormat::Png) {
            const QImage image = QImage::fromData(bytes);
            QCOMPARE(image.size(), QSize(800, 450));
            QCOMPARE(image.pixelColor(2, 2), QColor(Qt::white)); // on paper, whatever the window looks like
            QVERIFY(hasColour(image));
        } else if (wanted == ExportFormat::Svg) {
            QSvgRenderer renderer(bytes);
            QVERIFY(renderer.isValid());
            QCOMPARE(renderer.viewBox(), QRect(0, 0, 800, 450));
            QImage image(800, 450, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            renderer.render(&painter);
            painter.end();
            QVERIFY(hasColour(image));
        } else if (wanted == ExportFormat::Pdf) {
            QVERIFY(bytes.startsWith("%PDF-"));
            QVERIFY(bytes.trimmed().endsWith("%%EOF"));
            QVERIFY(bytes.contains("/MediaBox [0 0 600"));
        }
        QCOMPARE(files(), QStringList{QStringLiteral("out")});
    }

    void pdfOpensInAnotherProgram()
    {
        const QString converter = QStandardPaths::findExecutable(QStringLiteral("pdftoppm"));
        if (converter.isEmpty())
            QSKIP("pdftoppm (poppler-utils) is not installed");
        const ExportRequest what = request(ExportView::Utilisation, ExportFormat::Pdf, QStringLiteral("chart.pdf"));
        QVERIFY(exportSnapshot(m_snapshot, sample::info(), what).ok());
        QProcess process;
        process.start(converter, {QStringLiteral("-png"), QStringLiteral("-r"), QStringLiteral("96"),
                                  QStringLiteral("-singlefile"), what.path, path(QStringLiteral("page"))});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        const QImage page(path(QStringLiteral("page.png")));
        QCOMPARE(page.width(), 800);
        QVERIFY(std::abs(page.height() - 450) <= 1); // half a point is rounded up
        QVERIFY(hasColour(page));
    }

    void hatchingIsInTheSvg()
    {
        const ExportRequest what = request(ExportView::Utilisation, ExportFormat::Svg, QStringLiteral("hatch.svg"));
        QVERIFY(exportSnapshot(m_snapshot, sample::info(), what).ok());
        const QByteArray svg = contentOf(what.path);
        QVERIFY(svg.contains("<pattern id=\"hatch0\""));
        QVERIFY(svg.count("fill=\"url(#hatch0)\"") >= 2); // in the plot and in the legend
        QVERIFY(!svg.contains("fill=\"#fe01"));           // no placeholder is left
        QXmlStreamReader xml(svg);
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    }

    void svgIsCutAtTheClip()
    {
        SvgCanvas canvas(QSize(100, 100), QStringLiteral("t"), QStringLiteral("d"));
        QPainter painter(&canvas);
        painter.translate(10, 0);
        painter.setClipRect(QRect(0, 0, 50, 100));
        painter.fillRect(QRect(-40, 20, 200, 10), Qt::red);
        painter.fillRect(QRect(70, 20, 20, 10), Qt::blue);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::green);
        painter.drawPolygon(QPolygonF({QPointF(0, 60), QPointF(90, 60), QPointF(90, 80), QPointF(0, 80)}));
        painter.end();
        QSvgRenderer renderer(canvas.finish());
        QImage image(100, 100, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter onImage(&image);
        renderer.render(&onImage);
        onImage.end();
        QCOMPARE(image.pixelColor(30, 25), QColor(Qt::red));
        QCOMPARE(image.pixelColor(5, 25), QColor(Qt::white));
        QCOMPARE(image.pixelColor(65, 25), QColor(Qt::white));
        QCOMPARE(image.pixelColor(85, 25), QColor(Qt::white));
        QCOMPARE(image.pixelColor(30, 70), QColor(Qt::green));
        QCOMPARE(image.pixelColor(80, 70), QColor(Qt::white));
    }

    void resolutionMultipliesPixels()
    {
        ExportRequest what = request(ExportView::QueueDepth, ExportFormat::Png, QStringLiteral("big.png"));
        what.size.scale = 2;
        QVERIFY(exportSnapshot(m_snapshot, sample::info(), what).ok());
        QCOMPARE(QImage(what.path).size(), QSize(1600, 900));
    }

    void emptyRunIsExplainedInThePicture()
    {
        const ExportRequest what = request(ExportView::Locks, ExportFormat::Svg, QStringLiteral("empty.svg"));
        QVERIFY(exportSnapshot(store::Snapshot::empty(), {}, what).ok());
        QVERIFY(contentOf(what.path).contains("Nothing is recorded yet."));
    }

    // In a browser that does not have the font of this machine.
    void svgFallsBackToAFontWithoutSerifs()
    {
        const ExportRequest what = request(ExportView::LockWait, ExportFormat::Svg, QStringLiteral("font.svg"));
        QVERIFY(exportSnapshot(m_snapshot, sample::info(), what).ok());
        QXmlStreamReader xml(contentOf(what.path));
        int families = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            const QString family = xml.attributes().value(QStringLiteral("font-family")).toString();
            if (!family.isEmpty()) {
                ++families;
                QVERIFY2(family.endsWith(QStringLiteral(", sans-serif")), qPrintable(family));
            }
        }
        QVERIFY(!xml.hasError());
        QVERIFY(families > 0);
    }

    void footerSaysWhichRunItWas()
    {
        const ExportRequest what = request(ExportView::LockWait, ExportFormat::Svg, QStringLiteral("run.svg"));
        QVERIFY(exportSnapshot(m_snapshot, sample::info(), what).ok());
        const QByteArray svg = contentOf(what.path);
        QVERIFY(svg.contains("crawl.site") && svg.contains("seed") && svg.contains("per_domain 8"));
    }

    void timelineNeedsItsPainter()
    {
        ExportRequest what = request(ExportView::Timeline, ExportFormat::Png, QStringLiteral("t.png"));
        what.timelinePaint = nullptr;
        const Status status = exportSnapshot(m_snapshot, {}, what);
        QVERIFY(!status.ok());
        QVERIFY(status.error().find("csv") != std::string::npos);
        QVERIFY(files().isEmpty());
    }

    void errorsNameTheChoices()
    {
        const auto view = parseView(QStringLiteral("lock"));
        QVERIFY(!view && view.error().find("lock-wait") != std::string::npos);
        const auto format = parseFormat(QStringLiteral("png"), ExportView::Processes);
        QVERIFY(!format && format.error().find("csv, json") != std::string::npos);
        QVERIFY(parseView(QStringLiteral(" Locks ")).value() == ExportView::Locks);
        QVERIFY(parseFormat(QStringLiteral("PNG"), ExportView::Locks).value() == ExportFormat::Png);
        const Status status =
            exportSnapshot(m_snapshot, {}, request(ExportView::Processes, ExportFormat::Png, QStringLiteral("x")));
        QVERIFY(!status.ok());
    }

    void namesRoundTrip()
    {
        for (const ExportView view : allViews()) {
            QVERIFY(parseView(viewName(view)).value() == view);
            for (const ExportFormat format : formatsOf(view))
                QVERIFY(parseFormat(formatName(format), view).value() == format);
        }
    }

    void sizesAreChecked_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("ok");
        QTest::newRow("plain") << QStringLiteral("1600x900") << true;
        QTest::newRow("scaled") << QStringLiteral("1200 x 400@2") << true;
        QTest::newRow("sign") << QStringLiteral("1200×400") << true;
        QTest::newRow("one number") << QStringLiteral("1600") << false;
        QTest::newRow("too small") << QStringLiteral("10x900") << false;
        QTest::newRow("too large") << QStringLiteral("20000x900") << false;
        QTest::newRow("too many pixels") << QStringLiteral("10000x10000@4") << false;
        QTest::newRow("words") << QStringLiteral("big") << false;
        QTest::newRow("huge numbers") << QStringLiteral("999999999999x9") << false;
    }
    void sizesAreChecked()
    {
        QFETCH(QString, text);
        QFETCH(bool, ok);
        const auto size = PictureSize::parse(text);
        QCOMPARE(size.ok(), ok);
        if (ok)
            QVERIFY(PictureSize::parse(size.value().text()).value() == size.value());
        else
            QVERIFY(size.error().size() > 20);
    }

    void unwritableTargetIsAnErrorAndLeavesNothing()
    {
        for (const ExportFormat format : {ExportFormat::Png, ExportFormat::Svg, ExportFormat::Pdf, ExportFormat::Csv,
                                          ExportFormat::Chrome, ExportFormat::Perfetto}) {
            const Status missing =
                exportSnapshot(m_snapshot, {}, request(ExportView::Timeline, format, QStringLiteral("none/x")));
            QVERIFY(!missing.ok());
            ExportRequest full = request(ExportView::Timeline, format, {});
            full.path = QStringLiteral("/dev/full");
            const Status status = exportSnapshot(m_snapshot, {}, full);
            QVERIFY2(!status.ok(), qPrintable(formatName(format)));
            QVERIFY2(status.error().find("No space left") != std::string::npos, status.error().c_str());
        }
        QVERIFY(files().isEmpty());
    }

    void dialogExports()
    {
        ExportDialog dialog;
        dialog.setFolder(m_folder.path());
        dialog.setRun(m_snapshot, sample::info());
        dialog.open();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        dialog.selectView(ExportView::Locks);
        dialog.selectFormat(ExportFormat::Csv);
        QCOMPARE(dialog.request().path, path(QStringLiteral("crawl.site-locks.csv")));
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QTRY_COMPARE(exported.size(), 1);
        QVERIFY(contentOf(path(QStringLiteral("crawl.site-locks.csv"))).startsWith("name,kind,process,"));
        dialog.selectView(ExportView::Utilisation);
        dialog.selectFormat(ExportFormat::Png);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QTRY_COMPARE(exported.size(), 2);
        QVERIFY(hasColour(QImage(path(QStringLiteral("crawl.site-utilisation.png")))));
    }

    void dialogShowsErrorsAndStaysOpen()
    {
        ExportDialog dialog;
        dialog.setFolder(path(QStringLiteral("none")));
        dialog.setRun(m_snapshot, sample::info());
        dialog.open();
        dialog.selectView(ExportView::Run);
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        QTest::keyClick(&dialog, Qt::Key_Return);
        const auto shows = [&dialog] {
            const auto labels = dialog.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
                return label->isVisible() && label->text().contains(QStringLiteral("does not exist"));
            });
        };
        QTRY_VERIFY(shows());
        QVERIFY(dialog.isVisible());
        QCOMPARE(exported.size(), 0);
        auto* file = dialog.findChild<FileRow*>()->findChild<QLineEdit*>();
        file->setFocus();
        file->selectAll();
        QTest::keyClick(file, Qt::Key_Delete);
        bool enabled = true;
        const auto buttons = dialog.findChildren<QPushButton*>();
        for (const QPushButton* button : buttons)
            enabled = button->isDefault() ? button->isEnabled() : enabled;
        QVERIFY(!enabled);
    }

    void timelinePicturesOnlyWithAPainter()
    {
        ExportDialog dialog;
        dialog.setRun(m_snapshot, {});
        dialog.selectView(ExportView::Timeline);
        QVERIFY(!isPicture(dialog.request().format));
        dialog.setTimelinePaint([](const timeline::TimeRange&) -> Paint { return [](QPainter&, const QSize&) {}; });
        dialog.selectFormat(ExportFormat::Png);
        QCOMPARE(dialog.request().format, ExportFormat::Png);
        QVERIFY(dialog.request().timelinePaint);
    }

    void closingCancelsTheJob()
    {
        const store::SnapshotPtr large = sample::run({2, 120, 4, 8, true});
        ExportDialog dialog;
        dialog.setFolder(m_folder.path());
        dialog.setRun(large, {});
        dialog.open();
        dialog.selectView(ExportView::Run);
        dialog.selectFormat(ExportFormat::Chrome);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QTRY_VERIFY(!dialog.isVisible());
        QTRY_VERIFY(files().isEmpty());
    }
};

} // namespace
} // namespace lanescope::exporting

QTEST_MAIN(lanescope::exporting::TestExport)
#include "tst_export.moc"
