package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private record Share(CustomerId customer, String name) implements GroupCommit.Share {
        static Share of(String customer, String name) {
            return new Share(new CustomerId(customer), name);
        }
    }

    /** What was tried in one transaction, in the order of the tries. */
    private final List<List<String>> transactions = new CopyOnWriteArrayList<>();

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final GroupCommit<Share> commits = new GroupCommit<>(this::transaction);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private void transaction(List<Share> shares) {
        transactions.add(shares.stream().map(Share::name).toList());
        for (Share share : shares) {
            switch (share.name()) {
                case "waits" -> await().atMost(Duration.ofSeconds(20)).until(() -> goOn.getCount() == 0);
                case "fails" -> throw new IllegalArgumentException("it fails");
                case "away" -> throw new Database.Unavailable(new SQLException("gone", "08006"));
                default -> {}
            }
        }
    }

    /** All of these come, one after the other, while a first one commits. */
    private List<CompletableFuture<Void>> whileTheFirstCommits(Share... shares) throws InterruptedException {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        all.add(CompletableFuture.runAsync(() -> commits.commit(Share.of("first", "waits")), threads));
        await().atMost(Duration.ofSeconds(20)).until(() -> transactions.size() == 1);
        for (Share share : shares) {
            int before = commits.waiting();
            all.add(CompletableFuture.runAsync(() -> commits.commit(share), threads));
            await().atMost(Duration.ofSeconds(20)).until(() -> commits.waiting() == before + 1);
        }
        goOn.countDown();
        return all;
    }

    @Test
    void whoComesAloneCommitsAtOnce() {
        commits.commit(Share.of("a", "one"));
        commits.commit(Share.of("a", "two"));
        assertThat(transactions).containsExactly(List.of("one"), List.of("two"));
    }

    @Test
    void whoComesWhileAnotherCommitsSharesTheNextTransaction() throws Exception {
        whileTheFirstCommits(Share.of("a", "one"), Share.of("b", "two"), Share.of("c", "three"))
                .forEach(CompletableFuture::join);
        assertThat(transactions).containsExactly(List.of("waits"), List.of("one", "two", "three"));
    }

    @Test
    void aCustomersSharesAreNotInOneTransactionAndKeepTheirOrder() throws Exception {
        whileTheFirstCommits(Share.of("a", "one"), Share.of("a", "two"), Share.of("b", "three"), Share.of("a", "four"))
                .forEach(CompletableFuture::join);
        assertThat(transactions)
                .containsExactly(List.of("waits"), List.of("one", "three"), List.of("two"), List.of("four"));
    }

    @Test
    void ofAGroupThatFailsEachIsDoneByItself() throws Exception {
        List<CompletableFuture<Void>> all =
                whileTheFirstCommits(Share.of("a", "one"), Share.of("b", "fails"), Share.of("c", "three"));
        all.get(1).join();
        all.get(3).join();
        assertThatThrownBy(() -> all.get(2).join()).hasRootCauseMessage("it fails");
        assertThat(transactions.subList(0, 2)).containsExactly(List.of("waits"), List.of("one", "fails", "three"));
        assertThat(transactions.subList(2, transactions.size()))
                .containsExactlyInAnyOrder(List.of("one"), List.of("fails"), List.of("three"));
        commits.commit(Share.of("d", "later"));
        assertThat(transactions).endsWith(List.of("later"));
    }

    @Test
    void whenTheDatabaseIsAwayItIsNotAskedForEachAgain() throws Exception {
        List<CompletableFuture<Void>> all = whileTheFirstCommits(Share.of("a", "one"), Share.of("b", "away"));
        assertThatThrownBy(() -> all.get(1).join()).hasCauseInstanceOf(Database.Unavailable.class);
        assertThatThrownBy(() -> all.get(2).join()).hasCauseInstanceOf(Database.Unavailable.class);
        assertThat(transactions).containsExactly(List.of("waits"), List.of("one", "away"));
    }
}
