// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/wire_recorder.h"
#include "core/trace/outcome_words.h"
#include "core/trace/segment_reader.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

std::vector<Fault> faults()
{
    std::vector<Fault> all;
    for (int fault = 1; fault <= static_cast<int>(kLastFault); ++fault)
        all.push_back(static_cast<Fault>(fault));
    return all;
}

} // namespace

class TestWireRecorder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theEndSaysWhatWentWrong();
};

void TestWireRecorder::theEndSaysWhatWentWrong()
{
    QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test_wire_recorder").ok());
    {
        WireRecorder recorder;
        Response response;
        response.request.url = Url::fromUser(u"http://a.test/"_s).value();
        recorder.record(response);
        response.outcome = trace::RequestOutcome::BadAnswer;
        response.error = u"The answer is not HTTP."_s;
        recorder.record(response);
        response.fault = Fault::TooManyRedirects;
        response.error = u"It redirects once more; 5 in a row are followed."_s;
        recorder.record(response);
        for (const Fault fault : faults()) {
            response.fault = fault;
            recorder.record(response);
        }
    }
    trace::Recorder::stop();
    const QStringList segments = QDir(folder.path()).entryList({u"*.seg"_s}, QDir::Files);
    auto opened = trace::SegmentReader::open((folder.path() + u'/' + segments.value(0)).toStdString());
    QVERIFY(opened.ok());
    trace::SegmentReader& reader = *opened.value();
    QStringList ends;
    for (std::uint32_t lane = 0; lane < reader.laneCount(); ++lane) {
        reader.drain(lane, [&](const trace::Record& record, std::string_view text) {
            if (record.type == trace::RecordType::RequestDone)
                ends += QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
        });
    }
    QCOMPARE(ends.first(3),
             (QStringList{u"http://a.test/"_s, u"http://a.test/\nThe answer is not HTTP."_s,
                          u"http://a.test/\ntoo many redirects: It redirects once more; 5 in a row are followed."_s}));
    // Tables that are made of a recording have the words of those that a crawl writes itself.
    for (const Fault fault : faults()) {
        const std::string note = ends.value(2 + static_cast<int>(fault)).section(u'\n', 1).toStdString();
        QCOMPARE(std::string(trace::outcomeWord(trace::RequestOutcome::BadAnswer, note)), faultWord(fault));
    }
}

QTEST_GUILESS_MAIN(TestWireRecorder)
#include "test_wire_recorder.moc"
