// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the centre of the window with a made-up run, to be looked at or saved as a picture.
#include "tests/ui/timeline/sample_run.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

using namespace lanescope;
using namespace Qt::StringLiterals;

namespace {

struct Options {
    QString shot;
    QSize size{1136, 740};
    double seconds = 14.2;
    double span = 5;
    QString font;
    bool pick = false;
    theme::ThemeMode mode = theme::ThemeMode::Dark;
};

Options parse(const QApplication& application)
{
    QCommandLineParser parser;
    parser.addOptions({{u"shot"_s, u"Save a picture and end."_s, u"file"_s},
                       {u"size"_s, u"Size in pixels."_s, u"WxH"_s, u"1136x740"_s},
                       {u"seconds"_s, u"Length of the run."_s, u"s"_s, u"14.2"_s},
                       {u"span"_s, u"Visible seconds."_s, u"s"_s, u"5"_s},
                       {u"font"_s, u"Font family."_s, u"name"_s, u"Inter"_s},
                       {u"pick"_s, u"With a picked wait and a selected range."_s},
                       {u"dark"_s, u"Dark colours (the default)."_s},
                       {u"light"_s, u"Light colours."_s}});
    parser.addHelpOption();
    parser.process(application);
    Options options;
    options.shot = parser.value(u"shot"_s);
    const QStringList size = parser.value(u"size"_s).split(u'x');
    if (size.size() == 2)
        options.size = QSize(size[0].toInt(), size[1].toInt());
    options.seconds = parser.value(u"seconds"_s).toDouble();
    options.span = parser.value(u"span"_s).toDouble();
    options.font = parser.value(u"font"_s);
    options.pick = parser.isSet(u"pick"_s);
    if (parser.isSet(u"light"_s))
        options.mode = theme::ThemeMode::Light;
    return options;
}

void pickSomething(timeline::TimelinePane& pane)
{
    auto& view = pane.view();
    const std::int64_t end = pane.viewport().visible().toNs;
    pane.viewport().setSelection(timeline::TimeRange{end - 1'600'000'000, end - 900'000'000});
    view.navigator().nextContention();
    view.navigator().nextContention();
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const Options options = parse(application);
    theme::applyTheme(application, options.mode);
    QApplication::setFont(QFont(options.font));

    tests::SampleRun run(7);
    auto now = static_cast<std::int64_t>(options.seconds * 1e9);
    run.advanceTo(now);
    timeline::TimelinePane pane;
    pane.resize(options.size);
    pane.setSnapshot(run.snapshot(true));
    auto& viewport = pane.viewport();
    viewport.show({viewport.run().toNs - static_cast<std::int64_t>(options.span * 1e9), viewport.run().toNs});
    pane.show();
    if (options.pick)
        pickSomething(pane);
    if (!options.shot.isEmpty()) {
        QTimer::singleShot(200, &pane, [&] { QApplication::exit(pane.grab().save(options.shot) ? 0 : 1); });
        return QApplication::exec();
    }
    QTimer frames;
    QObject::connect(&frames, &QTimer::timeout, &pane, [&] {
        run.advanceTo(now += 16'000'000);
        pane.setSnapshot(run.snapshot(true));
    });
    frames.start(16);
    return QApplication::exec();
}
