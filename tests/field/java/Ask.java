// One GET and one POST with Java's own client as it comes: over plain HTTP it offers HTTP/2 with each request.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

public class Ask {
  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest.Builder to = HttpRequest.newBuilder(URI.create(arguments[0]));
    if (arguments.length > 1) to.header("Authorization", "Bearer " + arguments[1]);
    for (HttpRequest request : new HttpRequest[] {
        to.copy().GET().build(),
        to.copy().header("Content-Type", "application/json").POST(BodyPublishers.ofString("{\"a\":1}")).build()}) {
      var answer = client.send(request, BodyHandlers.ofString());
      System.out.println(request.method() + " " + answer.statusCode() + " " + answer.version() + " " + answer.body());
    }
  }
}
