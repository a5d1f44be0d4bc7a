// SPDX-License-Identifier: GPL-3.0-or-later
// Crawls the built-in site as fast as it goes, with the recorder off and on, and prints the ratio. While it
// records, a process of its own drains the rings, as the collector does.
#include "core/crawl/crawl_thread.h"
#include "core/crawl/scenarios/site_process.h"
#include "core/trace/recorder.h"
#include "core/trace/segment_reader.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <map>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace lanescope;
using namespace Qt::StringLiterals;

namespace {

struct Options {
    QString site;
    crawl::Settings settings;
    int seconds = 4;
    int rounds = 3;
    QString pageSize;
};

struct Measured {
    double pagesPerS = 0;
    double cpuUsPerPage = 0;
    qint64 records = 0;
    qint64 dropped = 0;
};

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Reads every segment of a folder until standard input ends; prints what it took and what was dropped.
int drain(const QString& folder)
{
    std::map<QString, std::unique_ptr<trace::SegmentReader>> readers;
    qint64 records = 0;
    std::uint64_t dropped = 0;
    std::atomic<bool> over{false};
    std::jthread waiter([&over] {
        char byte = 0;
        while (read(STDIN_FILENO, &byte, 1) > 0) {
        }
        over.store(true);
    });
    for (bool last = false; !last;) {
        last = over.load();
        for (const QString& name : QDir(folder).entryList({u"*.seg"_s}, QDir::Files)) {
            auto& reader = readers[name];
            if (!reader) {
                if (auto opened = trace::SegmentReader::open((folder + u'/' + name).toStdString()))
                    reader = std::move(opened).value();
            }
            const std::uint32_t lanes = reader ? reader->laneCount() : 0;
            for (std::uint32_t lane = 0; lane < lanes; ++lane)
                reader->drain(lane, [&records](const trace::Record&, std::string_view) { ++records; });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(last ? 0 : 8));
    }
    for (const auto& [name, reader] : readers) {
        const std::uint32_t lanes = reader ? reader->laneCount() : 0;
        for (std::uint32_t lane = 0; lane < lanes; ++lane)
            dropped += reader->dropped(lane);
    }
    std::printf("%lld %llu\n", static_cast<long long>(records), static_cast<unsigned long long>(dropped));
    return 0;
}

Measured crawlFor(const Options& options)
{
    crawl::SiteProcess site;
    const Status started =
        site.start(options.site, {u"--quiet"_s, u"--set"_s, u"latency_ms=0"_s, u"--set"_s, u"latency_spread_ms=0"_s,
                                  u"--set"_s, u"pages=3000000"_s, u"--set"_s, u"page_size="_s + options.pageSize});
    if (!started)
        qFatal("%s", started.error().c_str());
    crawl::CrawlThread crawl(options.settings);
    QEventLoop loop;
    QObject::connect(&crawl, &crawl::CrawlThread::over, &loop, &QEventLoop::quit);
    crawl.start(site.urls(), crawl::Repeat::Forever);
    // The first half second opens connections and is not counted.
    QTimer::singleShot(500, &loop, &QEventLoop::quit);
    loop.exec();
    const double cpuBefore = cpuSeconds();
    const quint64 pagesBefore = crawl.total().pages();
    const std::int64_t before = trace::monotonicNs();
    QTimer::singleShot(options.seconds * 1000, &loop, &QEventLoop::quit);
    loop.exec();
    const auto pages = static_cast<double>(crawl.total().pages() - pagesBefore);
    Measured result;
    result.pagesPerS = pages * 1e9 / static_cast<double>(trace::monotonicNs() - before);
    result.cpuUsPerPage = (cpuSeconds() - cpuBefore) * 1e6 / std::max(pages, 1.0);
    crawl.stop();
    loop.exec();
    return result;
}

Measured crawlRecorded(const Options& options)
{
    QTemporaryDir folder(u"/dev/shm/bench-crawl-XXXXXX"_s);
    QProcess drainer;
    drainer.start(QCoreApplication::applicationFilePath(), {u"--drain"_s, folder.path()});
    drainer.waitForStarted();
    if (const Status recording = trace::Recorder::start(folder.path().toStdString(), "bench_crawl"); !recording)
        qFatal("%s", recording.error().c_str());
    Measured result = crawlFor(options);
    trace::Recorder::stop();
    drainer.closeWriteChannel();
    drainer.waitForFinished();
    const QList<QByteArray> words = drainer.readAllStandardOutput().simplified().split(' ');
    result.records = words.value(0).toLongLong();
    result.dropped = words.value(1).toLongLong();
    return result;
}

Measured median(std::vector<Measured> all)
{
    std::ranges::sort(all, {}, &Measured::pagesPerS);
    return all[all.size() / 2];
}

Options readOptions(const QStringList& arguments)
{
    Options options;
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"site"_s, u"The program lanescope-site."_s, u"file"_s, QStringLiteral(LANESCOPE_SITE_PROGRAM)},
                       {u"seconds"_s, u"Length of one measure."_s, u"n"_s, u"4"_s},
                       {u"rounds"_s, u"Measures of each kind; 0: one without recording."_s, u"n"_s, u"3"_s},
                       {u"concurrent"_s, u"CONCURRENT_REQUESTS; per domain the same."_s, u"n"_s, u"16"_s},
                       {u"threads"_s, u"Parse threads."_s, u"n"_s, u"2"_s},
                       {u"page-size"_s, u"Bytes of a page."_s, u"n"_s, u"8192"_s}});
    parser.process(arguments);
    options.site = parser.value(u"site"_s);
    options.seconds = parser.value(u"seconds"_s).toInt();
    options.rounds = parser.value(u"rounds"_s).toInt();
    options.settings.concurrentRequests = parser.value(u"concurrent"_s).toInt();
    options.settings.perDomain = options.settings.concurrentRequests;
    options.settings.parseThreads = parser.value(u"threads"_s).toInt();
    options.pageSize = parser.value(u"page-size"_s);
    return options;
}

void print(const char* what, const Measured& measured)
{
    std::printf("%-10s %8.0f pages/s  %6.0f us CPU/page  %9lld records  %lld dropped\n", what, measured.pagesPerS,
                measured.cpuUsPerPage, static_cast<long long>(measured.records),
                static_cast<long long>(measured.dropped));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments[1] == "--drain"_L1)
        return drain(arguments[2]);
    const Options options = readOptions(arguments);
    std::vector<Measured> off;
    std::vector<Measured> on;
    for (int round = 0; round < std::max(options.rounds, 1); ++round) {
        off.push_back(crawlFor(options));
        print("off", off.back());
        if (options.rounds == 0)
            return 0;
        on.push_back(crawlRecorded(options));
        print("recording", on.back());
    }
    const Measured plain = median(off);
    const Measured recorded = median(on);
    print("off, median", plain);
    print("on, median", recorded);
    std::printf("recorded / plain: %.3f pages/s, %.3f CPU a page\n", recorded.pagesPerS / plain.pagesPerS,
                recorded.cpuUsPerPage / plain.cpuUsPerPage);
    return 0;
}
